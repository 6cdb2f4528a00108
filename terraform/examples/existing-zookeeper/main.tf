# A ZooKeeper that is there already: the controllers carry none. Let the members' security group reach it.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.40, < 6"
    }
  }
}

module "cache" {
  source = "../.."

  name           = "cache-a"
  endpoint_kind  = "secondary-ip"
  endpoint_ip    = var.endpoint_ip
  vpc_id         = var.vpc_id
  subnet_ids     = [var.subnet_id]
  client_cidrs   = ["10.0.0.0/16"]
  package_url    = "s3://my-packages/twinproxy-0.1.0-1.x86_64.rpm"
  package_sha256 = var.package_sha256
  nutcracker_yml = file("${path.module}/nutcracker.yml")
  alarm_actions  = var.alarm_topics

  existing_zookeeper = var.zookeeper
}

variable "vpc_id" {
  type        = string
  description = "The network."
}

variable "subnet_id" {
  type        = string
  description = "The subnet of both hosts, and of the address."
}

variable "endpoint_ip" {
  type        = string
  description = "A free address of that subnet: what clients connect to."
}

variable "zookeeper" {
  type        = string
  description = "As zk1.example.com:2181,zk2.example.com:2181,zk3.example.com:2181."
}

variable "package_sha256" {
  type        = string
  description = "As sha256sum prints it for the package."
}

variable "alarm_topics" {
  type        = list(string)
  default     = []
  description = "SNS topics that are told of alarms."
}

output "endpoint" {
  description = "What clients connect to."
  value       = module.cache.endpoint
}

output "shell" {
  description = "For a shell on a controller."
  value       = module.cache.shell
}

output "members" {
  description = "The security group that your ZooKeeper is to let in, on its client port."
  value       = module.cache.security_group_ids.members
}
