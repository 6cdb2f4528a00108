locals {
  balanced = contains(["target-group", "target-group-gate"], var.endpoint_kind)

  # What clients connect to, once it is known.
  endpoint_host = {
    eni               = var.endpoint_kind != "eni" ? null : (var.fallback ? try(tolist(setsubtract(aws_network_interface.endpoint[0].private_ips, [aws_network_interface.endpoint[0].private_ip]))[0], null) : aws_network_interface.endpoint[0].private_ip)
    secondary-ip      = var.endpoint_ip
    elastic-ip        = one(aws_eip.endpoint[*].public_ip)
    route             = var.endpoint_ip
    target-group      = one(aws_lb.endpoint[*].dns_name)
    target-group-gate = one(aws_lb.endpoint[*].dns_name)
  }[var.endpoint_kind]

  # An Elastic IP is not reachable from inside the network in general, so the leader does not ask through it.
  probed = var.endpoint_kind == "elastic-ip" ? {} : { address = "${local.endpoint_host}:${var.port}" }

  endpoint = merge(
    { kind = var.endpoint_kind },
    local.probed,
    {
      eni = merge(
        { "network-interface" = one(aws_network_interface.endpoint[*].id) },
        var.fallback ? { fallback = { ip = local.endpoint_host, subnet = var.subnet_ids[0] } } : {},
      )
      secondary-ip      = { ip = var.endpoint_ip, subnet = var.subnet_ids[0] }
      elastic-ip        = { allocation = one(aws_eip.endpoint[*].id) }
      route             = { ip = var.endpoint_ip, "route-tables" = var.route_table_ids }
      target-group      = { "target-group" = one(aws_lb_target_group.endpoint[*].arn) }
      target-group-gate = { "target-group" = one(aws_lb_target_group.endpoint[*].arn) }
    }[var.endpoint_kind],
  )

  # Who asks for health: this machine, and a load balancer from its subnets.
  health_from = concat(["127.0.0.0/8"], local.balanced ? sort(distinct([for s in data.aws_subnet.each : s.cidr_block])) : [])
}

# The interface is Terraform's, what it is attached to is the controller's: an attachment here would be made anew, on its
# first host, by the next apply after a failover.
resource "aws_network_interface" "endpoint" {
  count = var.endpoint_kind == "eni" ? 1 : 0

  subnet_id         = var.subnet_ids[0]
  description       = "${var.name}, the endpoint"
  security_groups   = [aws_security_group.proxy.id]
  private_ips       = var.endpoint_ip != null && !var.fallback ? [var.endpoint_ip] : null
  private_ips_count = var.fallback ? 1 : null
  tags              = merge(local.tags, { Name = "${var.name}-endpoint" })

  lifecycle {
    ignore_changes = [attachment, private_ips, private_ip_list, private_ips_count]

    precondition {
      condition     = !(var.fallback && var.endpoint_ip != null)
      error_message = "with a fallback clients use a secondary address, which AWS chooses: leave endpoint_ip out."
    }
  }
}

# AWS gives the address to nobody else meanwhile; who has it is the controller's.
resource "aws_ec2_subnet_cidr_reservation" "endpoint" {
  count = var.endpoint_kind == "secondary-ip" ? 1 : 0

  subnet_id        = var.subnet_ids[0]
  cidr_block       = "${var.endpoint_ip}/32"
  reservation_type = "explicit"

  lifecycle {
    precondition {
      condition     = cidrhost("${var.endpoint_ip}/${split("/", data.aws_subnet.each[0].cidr_block)[1]}", 0) == cidrhost(data.aws_subnet.each[0].cidr_block, 0)
      error_message = "endpoint_ip ${var.endpoint_ip} is not in the subnet's range, ${data.aws_subnet.each[0].cidr_block}: a secondary address lies in the subnet of its hosts."
    }
  }
}

# The address is Terraform's, what it is associated with is the controller's.
resource "aws_eip" "endpoint" {
  count = var.endpoint_kind == "elastic-ip" ? 1 : 0

  domain = "vpc"
  tags   = merge(local.tags, { Name = "${var.name}-endpoint" })

  lifecycle {
    ignore_changes = [network_interface, instance, associate_with_private_ip]
  }
}

# The routes are the controller's alone; here is only what can be told at plan.
resource "terraform_data" "route" {
  count = var.endpoint_kind == "route" ? 1 : 0
  input = var.endpoint_ip

  lifecycle {
    precondition {
      condition     = cidrhost("${var.endpoint_ip}/${split("/", data.aws_vpc.this.cidr_block)[1]}", 0) != cidrhost(data.aws_vpc.this.cidr_block, 0)
      error_message = "endpoint_ip ${var.endpoint_ip} is inside the network's range, ${data.aws_vpc.this.cidr_block}, where AWS takes no other route than its own: choose one outside of it."
    }
  }
}

resource "aws_lb" "endpoint" {
  count = local.balanced ? 1 : 0

  name               = "twinproxy-${var.name}"
  load_balancer_type = "network"
  internal           = true
  # One standby in another zone than the active would otherwise be out of reach of half of the clients.
  enable_cross_zone_load_balancing = true
  subnets                          = [for id in var.subnet_ids : id]
  tags                             = local.tags
}

resource "aws_lb_target_group" "endpoint" {
  count = local.balanced ? 1 : 0

  name                   = "twinproxy-${var.name}"
  vpc_id                 = var.vpc_id
  port                   = var.port
  protocol               = "TCP"
  target_type            = "instance"
  deregistration_delay   = 5
  connection_termination = true
  tags                   = local.tags

  health_check {
    protocol            = "HTTP"
    port                = "2525"
    path                = var.endpoint_kind == "target-group-gate" ? "/active" : "/"
    interval            = 5
    timeout             = 2
    healthy_threshold   = 2
    unhealthy_threshold = 2
  }
}

resource "aws_lb_listener" "endpoint" {
  count = local.balanced ? 1 : 0

  load_balancer_arn = aws_lb.endpoint[0].arn
  port              = var.port
  protocol          = "TCP"
  tags              = local.tags

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.endpoint[0].arn
  }
}

# Behind a gate both hosts are registered for good, and their answers follow the assignment. Registrations of a plain
# target group are the controller's: here they would be made anew by the next apply after a failover.
resource "aws_lb_target_group_attachment" "gate" {
  for_each = var.endpoint_kind == "target-group-gate" ? aws_instance.host : {}

  target_group_arn = aws_lb_target_group.endpoint[0].arn
  target_id        = each.value.id
  port             = var.port
}
