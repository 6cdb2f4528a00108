# One pair of each kind, on a moto server: what is made, and that nothing of it is changed after the endpoints moved.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.40, < 6"
    }
  }
}

variable "url" {
  type        = string
  description = "Where the moto server is."
}

provider "aws" {
  region                      = "us-east-1"
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true

  endpoints {
    cloudwatch = var.url
    ec2        = var.url
    elbv2      = var.url
    iam        = var.url
    logs       = var.url
    ssm        = var.url
    sts        = var.url
  }
}

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "each" {
  for_each = { a = 1, b = 2 }

  vpc_id            = aws_vpc.this.id
  availability_zone = "us-east-1${each.key}"
  cidr_block        = "10.0.${each.value}.0/24"
}

resource "aws_route_table" "clients" {
  vpc_id = aws_vpc.this.id
}

locals {
  one = [aws_subnet.each["a"].id]
  two = [aws_subnet.each["a"].id, aws_subnet.each["b"].id]
  pairs = {
    eni               = { subnets = local.one }
    eni-fallback      = { subnets = local.one, kind = "eni", fallback = true }
    secondary-ip      = { subnets = local.one, ip = "10.0.1.200" }
    elastic-ip        = { subnets = local.two }
    route             = { subnets = local.two, ip = "192.0.2.10", tables = [aws_route_table.clients.id] }
    target-group      = { subnets = local.two }
    target-group-gate = { subnets = local.two }
  }
}

module "pair" {
  source   = "../.."
  for_each = toset(["eni", "eni-fallback", "secondary-ip", "elastic-ip", "route", "target-group", "target-group-gate"])

  name            = "t-${each.key}"
  endpoint_kind   = try(local.pairs[each.key].kind, each.key)
  fallback        = try(local.pairs[each.key].fallback, false)
  vpc_id          = aws_vpc.this.id
  subnet_ids      = local.pairs[each.key].subnets
  endpoint_ip     = try(local.pairs[each.key].ip, null)
  route_table_ids = try(local.pairs[each.key].tables, [])
  client_cidrs    = ["10.0.0.0/16"]
  controllers     = "on-proxies"
  image_id        = "ami-1e749f67"
  package_url     = "https://packages.example.com/twinproxy.rpm"
  package_sha256  = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  nutcracker_yml  = file("${path.module}/../../examples/eni/nutcracker.yml")
}

output "pairs" {
  value = { for kind, pair in module.pair : kind => {
    hosts = pair.hosts
    pair  = yamldecode(pair.pair_yml)
    shell = pair.shell
  } }
}

output "route_table" {
  value = aws_route_table.clients.id
}
