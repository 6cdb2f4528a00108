# Two zones behind a network load balancer: both hosts stay registered, and their health checks follow the assignment.
# The controllers run on the hosts, with one small witness.
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
  endpoint_kind  = "target-group-gate"
  controllers    = "on-proxies"
  vpc_id         = var.vpc_id
  subnet_ids     = var.subnet_ids
  client_cidrs   = ["10.0.0.0/16"]
  package_url    = "s3://my-packages/twinproxy-0.1.0-1.x86_64.rpm"
  package_sha256 = var.package_sha256
  nutcracker_yml = file("${path.module}/nutcracker.yml")
  alarm_actions  = var.alarm_topics
}

variable "vpc_id" {
  type        = string
  description = "The network."
}

variable "subnet_ids" {
  type        = list(string)
  description = "Three subnets, each in a zone of its own: the witness is in the third."
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
