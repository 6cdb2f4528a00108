data "aws_partition" "current" {}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

# By their place in the list: their ids may be of subnets that are made by the same apply.
data "aws_subnet" "each" {
  count = length(var.subnet_ids)
  id    = var.subnet_ids[count.index]
}

data "aws_vpc" "this" {
  id = var.vpc_id
}

data "aws_ssm_parameter" "image" {
  count = var.image_id == null ? 1 : 0
  name = {
    amazon-linux-2023 = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${var.architecture}"
    debian            = "/aws/service/debian/release/12/latest/${local.debian_architecture}"
    ubuntu            = "/aws/service/canonical/ubuntu/server/24.04/stable/current/${local.debian_architecture}/hvm/ebs-gp3/ami-id"
  }[var.operating_system]
}

locals {
  region    = data.aws_region.current.name
  partition = data.aws_partition.current.partition
  account   = data.aws_caller_identity.current.account_id

  tags  = merge(var.tags, { twinproxy = var.name })
  image = var.image_id != null ? var.image_id : nonsensitive(data.aws_ssm_parameter.image[0].value)

  # x86_64 and arm64 as Debian calls them.
  debian_architecture      = var.architecture == "arm64" ? "arm64" : "amd64"
  burstable                = var.architecture == "arm64" ? "t4g" : "t3"
  instance_type            = var.instance_type != null ? var.instance_type : "${local.burstable}.small"
  controller_instance_type = var.controller_instance_type != null ? var.controller_instance_type : "${local.burstable}.micro"

  host_names = ["${var.name}-a", "${var.name}-b"]
  host_subnets = {
    for i, name in local.host_names : name => min(i, length(var.subnet_ids) - 1)
  }
  host_zones = [for name in local.host_names : data.aws_subnet.each[local.host_subnets[name]].availability_zone]

  on_proxies   = var.controllers == "on-proxies"
  embedded     = var.existing_zookeeper == null
  member_count = local.on_proxies ? 3 : tonumber(var.controllers)

  # Machines that run a controller and no proxy: all of the controllers, or the witness alone.
  controller_names = local.on_proxies ? ["${var.name}-witness"] : [
    for i in range(local.member_count) : "${var.name}-controller-${i + 1}"
  ]
  # A member's place in the ensemble never changes: peers are named by it.
  members = concat(local.on_proxies ? local.host_names : [], local.controller_names)
  controller_subnets = {
    for i, name in local.controller_names :
    name => (i + (local.on_proxies ? 2 : 0)) % length(var.subnet_ids)
  }

  addresses = merge(
    { for name, eni in aws_network_interface.host : name => eni.private_ip },
    { for name, eni in aws_network_interface.controller : name => eni.private_ip },
  )
  zookeeper = local.embedded ? join(",", [for name in local.members : "${local.addresses[name]}:2181"]) : var.existing_zookeeper

  secret_parameter = coalesce(var.secret_parameter, "/twinproxy/${var.name}/secret")
  secret_arn       = "arn:${local.partition}:ssm:${local.region}:${local.account}:parameter${local.secret_parameter}"

  pair_yml = yamlencode({
    pair     = var.name
    endpoint = local.endpoint
    failback = var.failback
  })

  agent_yml = { for name in local.host_names : name => yamlencode({
    pair               = var.name
    host               = name
    zookeeper          = local.zookeeper
    "zookeeper-secret" = "/etc/twinproxy/agent.secret"
    proxy              = "/etc/twinproxy/nutcracker.yml"
    health = {
      listen      = "0.0.0.0:2525"
      "only-from" = local.health_from
    }
  }) }

  controller_yml = { for i, name in local.members : name => yamlencode({
    name = name
    # A tuple and not a condition: the two are not of one type.
    zookeeper = [
      var.existing_zookeeper,
      {
        embedded = {
          id    = i + 1
          peers = [for member in local.members : local.addresses[member]]
          data  = "/var/lib/twinproxy-controller"
        }
      },
    ][local.embedded ? 1 : 0]
    "zookeeper-secret" = "/etc/twinproxy/controller.secret"
    aws                = { region = local.region }
  }) }

  # Not known before the interfaces are, so what differs from machine to machine is named here and not by its files.
  user_data = { for name in concat(local.host_names, local.controller_names) : name => base64gzip(templatefile(
    "${path.module}/templates/cloud-init.yml",
    {
      name       = var.name
      host       = name
      agent      = contains(local.host_names, name)
      controller = contains(local.members, name)
      first      = name == local.members[0]
      deb        = endswith(var.package_url, ".deb")
      url        = var.package_url
      sha256     = var.package_sha256
      region     = local.region
      secret     = local.secret_parameter
      key        = var.kms_key_arn != null ? var.kms_key_arn : ""
      zookeeper  = local.zookeeper
      log_group  = aws_cloudwatch_log_group.this.name
      files = { for path, text in {
        "/etc/twinproxy/agent.yml"      = lookup(local.agent_yml, name, "")
        "/etc/twinproxy/controller.yml" = lookup(local.controller_yml, name, "")
        "/etc/twinproxy/nutcracker.yml" = contains(local.host_names, name) ? var.nutcracker_yml : ""
        "/etc/twinproxy/pair.yml"       = name == local.members[0] ? local.pair_yml : ""
      } : path => base64gzip(text) if text != "" }
      cloud_py = base64gzip(file("${path.module}/templates/cloud.py"))
    }
  )) }
}

# The hosts' own interfaces are resources of their own, so that permissions can name them.
resource "aws_network_interface" "host" {
  for_each = local.host_subnets

  subnet_id         = var.subnet_ids[each.value]
  description       = "${each.key}, its own"
  security_groups   = [aws_security_group.proxy.id, aws_security_group.member.id]
  source_dest_check = var.endpoint_kind != "route"
  tags              = merge(local.tags, { Name = each.key })

  lifecycle {
    # An address that the controller led here is not Terraform's to take away.
    ignore_changes = [attachment, private_ips, private_ip_list, private_ips_count]

    precondition {
      condition     = var.endpoint_kind != "eni" || length(distinct(local.host_zones)) == 1
      error_message = "an eni pair needs both hosts in one availability zone, and these subnets are in ${join(" and ", distinct(local.host_zones))}: an interface never leaves its zone. Give subnets of one zone, or use route, elastic-ip or a target group."
    }

    precondition {
      condition     = var.endpoint_kind != "route" || length(distinct(local.host_zones)) == 2
      error_message = "a route pair needs its two hosts in two availability zones: routing is what lets an address cross zones. Give subnets of two zones, or use secondary-ip in one."
    }

    precondition {
      condition     = alltrue([for subnet in data.aws_subnet.each : subnet.vpc_id == var.vpc_id])
      error_message = "every one of subnet_ids must be in ${var.vpc_id}."
    }
  }
}

resource "aws_network_interface" "controller" {
  for_each = local.controller_subnets

  subnet_id       = var.subnet_ids[each.value]
  description     = "${each.key}, its own"
  security_groups = [aws_security_group.member.id]
  tags            = merge(local.tags, { Name = each.key })

  lifecycle {
    ignore_changes = [attachment]
  }
}

resource "aws_instance" "host" {
  for_each = local.host_subnets

  ami                         = local.image
  instance_type               = local.instance_type
  key_name                    = var.key_name
  iam_instance_profile        = aws_iam_instance_profile.host.name
  user_data_base64            = local.user_data[each.key]
  user_data_replace_on_change = false
  tags                        = merge(local.tags, { Name = each.key, twinproxy-role = "host" })

  network_interface {
    network_interface_id = aws_network_interface.host[each.key].id
    device_index         = 0
  }

  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  root_block_device {
    encrypted   = true
    volume_type = "gp3"
    volume_size = var.disk_gb
  }

  lifecycle {
    # A new image, key or start-up text stops or replaces an instance; an apply must not. Replace hosts one at a time.
    ignore_changes = [ami, key_name, user_data, user_data_base64]

    precondition {
      condition     = !var.fallback || local.endpoint_host != null
      error_message = "the interface has no secondary address for the fallback: either it was made without one, then replace it, which gives clients a new address (terraform apply -replace='….aws_network_interface.endpoint[0]'); or it is led elsewhere, then give it back first, see docs/operating.md."
    }
  }
}

resource "aws_instance" "controller" {
  for_each = local.controller_subnets

  ami                         = local.image
  instance_type               = local.controller_instance_type
  key_name                    = var.key_name
  iam_instance_profile        = aws_iam_instance_profile.controller.name
  user_data_base64            = local.user_data[each.key]
  user_data_replace_on_change = false
  tags                        = merge(local.tags, { Name = each.key, twinproxy-role = "controller" })

  network_interface {
    network_interface_id = aws_network_interface.controller[each.key].id
    device_index         = 0
  }

  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  root_block_device {
    encrypted   = true
    volume_type = "gp3"
    volume_size = var.disk_gb
  }

  lifecycle {
    ignore_changes = [ami, key_name, user_data, user_data_base64]
  }
}
