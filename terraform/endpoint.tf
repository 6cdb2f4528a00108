locals {
  balanced = contains(["target-group", "target-group-gate"], var.endpoint_kind)

  # What clients connect to, once it is known.
  endpoint_host = {
    eni               = var.fallback ? one(terraform_data.fallback[*].output) : one(aws_network_interface.endpoint[*].private_ip)
    secondary-ip      = var.endpoint_ip
    elastic-ip        = one(aws_eip.endpoint[*].public_ip)
    route             = var.endpoint_ip
    target-group      = one(aws_lb.endpoint[*].dns_name)
    target-group-gate = one(aws_lb.endpoint[*].dns_name)
  }[var.endpoint_kind]

  # Never null in a text: what is missing is told by a precondition.
  client_host = coalesce(local.endpoint_host, "-")

  # AWS keeps a subnet's first four addresses and its last.
  in_subnet = var.endpoint_ip == null ? true : (
    cidrhost("${var.endpoint_ip}/${split("/", data.aws_subnet.each[0].cidr_block)[1]}", 0) == cidrhost(data.aws_subnet.each[0].cidr_block, 0)
    && !contains([for i in [0, 1, 2, 3, -1] : cidrhost(data.aws_subnet.each[0].cidr_block, i)], var.endpoint_ip)
  )
  network_ranges = distinct(concat(
    [data.aws_vpc.this.cidr_block],
    [for range in data.aws_vpc.this.cidr_block_associations : range.cidr_block if range.state == "associated"],
  ))

  # An Elastic IP is not reachable from inside the network in general, so the leader does not ask through it.
  probed = var.endpoint_kind == "elastic-ip" ? {} : { address = "${local.client_host}:${var.port}" }

  endpoint = merge(
    { kind = var.endpoint_kind },
    local.probed,
    {
      eni = merge(
        { "network-interface" = one(aws_network_interface.endpoint[*].id) },
        var.fallback ? { fallback = { ip = local.client_host, subnet = var.subnet_ids[0] } } : {},
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
      condition     = local.in_subnet
      error_message = "endpoint_ip ${coalesce(var.endpoint_ip, "-")} is not a usable address of the first subnet, ${data.aws_subnet.each[0].cidr_block}: an interface's address lies in its subnet."
    }
  }
}

# Which address AWS chose is written down once, and never read again: after the last rung it is on a host's interface.
resource "terraform_data" "fallback" {
  count = var.fallback ? 1 : 0

  triggers_replace = aws_network_interface.endpoint[0].id
  input            = try(tolist(setsubtract(aws_network_interface.endpoint[0].private_ips, [aws_network_interface.endpoint[0].private_ip]))[0], null)

  lifecycle {
    ignore_changes = [input]
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
      condition     = local.in_subnet
      error_message = "endpoint_ip ${var.endpoint_ip} is not a usable address of the subnet, ${data.aws_subnet.each[0].cidr_block}: a secondary address lies in the subnet of its hosts."
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
      condition     = alltrue([for range in local.network_ranges : cidrhost("${var.endpoint_ip}/${split("/", range)[1]}", 0) != cidrhost(range, 0)])
      error_message = "endpoint_ip ${var.endpoint_ip} is inside the network's ranges, ${join(" and ", local.network_ranges)}, where AWS takes no other route than its own: choose one outside of it."
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
  subnets                          = var.subnet_ids
  security_groups                  = aws_security_group.balancer[*].id
  tags                             = local.tags

  lifecycle {
    precondition {
      condition     = length(distinct(data.aws_subnet.each[*].availability_zone)) == length(var.subnet_ids)
      error_message = "a load balancer takes one subnet of each availability zone, and these are in ${join(", ", data.aws_subnet.each[*].availability_zone)}."
    }
  }
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
  # With clients' addresses kept a host could not reach itself through the load balancer, and a controller on a host asks
  # through it whether a move is done.
  preserve_client_ip = false
  tags               = local.tags

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
