# Twenty lines to a pair that fails over: an interface, two hosts in one subnet, three controllers.
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
  endpoint_kind  = "eni"
  vpc_id         = var.vpc_id
  subnet_ids     = [var.subnet_id]
  client_cidrs   = ["10.0.0.0/16"]
  package_url    = "s3://my-packages/twinproxy-0.1.0-1.x86_64.rpm"
  package_sha256 = var.package_sha256
  nutcracker_yml = file("${path.module}/nutcracker.yml")
  alarm_actions  = var.alarm_topics

  # For a shell by 'aws ssm start-session'.
  session_manager = true
}

variable "vpc_id" {
  type        = string
  description = "The network."
}

variable "subnet_id" {
  type        = string
  description = "The subnet of both hosts, and of the interface."
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
