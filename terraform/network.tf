resource "aws_security_group" "proxy" {
  name        = "twinproxy-${var.name}-proxy"
  description = "Clients of ${var.name}, and its health checks"
  vpc_id      = var.vpc_id
  tags        = merge(local.tags, { Name = "twinproxy-${var.name}-proxy" })
}

resource "aws_security_group" "member" {
  name        = "twinproxy-${var.name}-member"
  description = "The hosts and controllers of ${var.name} among themselves"
  vpc_id      = var.vpc_id
  tags        = merge(local.tags, { Name = "twinproxy-${var.name}-member" })
}

# What clients reach: the load balancer where there is one, else the proxies themselves.
locals {
  entrance = coalesce(one(aws_security_group.balancer[*].id), aws_security_group.proxy.id)
}

resource "aws_security_group" "balancer" {
  count = local.balanced ? 1 : 0

  name        = "twinproxy-${var.name}-balancer"
  description = "Clients of ${var.name}"
  vpc_id      = var.vpc_id
  tags        = merge(local.tags, { Name = "twinproxy-${var.name}-balancer" })
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  for_each = toset(var.client_cidrs)

  security_group_id = local.entrance
  description       = "clients"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = var.port
  to_port           = var.port
}

# The leader asks through the load balancer whether a move is done.
resource "aws_vpc_security_group_ingress_rule" "asked" {
  count = local.balanced ? 1 : 0

  security_group_id            = aws_security_group.balancer[0].id
  description                  = "the leader's questions"
  referenced_security_group_id = aws_security_group.member.id
  ip_protocol                  = "tcp"
  from_port                    = var.port
  to_port                      = var.port
}

# From the load balancer to the proxies, and nowhere else; each side names the other's group.
resource "aws_vpc_security_group_egress_rule" "balancer" {
  for_each = local.balanced ? { clients = var.port, health = 2525 } : {}

  security_group_id            = aws_security_group.balancer[0].id
  description                  = "to the proxies, ${each.key}"
  referenced_security_group_id = aws_security_group.proxy.id
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
}

resource "aws_vpc_security_group_ingress_rule" "balancer" {
  for_each = local.balanced ? { clients = var.port, health = 2525 } : {}

  security_group_id            = aws_security_group.proxy.id
  description                  = "from the load balancer, ${each.key}"
  referenced_security_group_id = aws_security_group.balancer[0].id
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
}

# The leader and the peer probe a proxy through its own port.
resource "aws_vpc_security_group_ingress_rule" "probes" {
  security_group_id            = aws_security_group.proxy.id
  description                  = "probes of the leader and the peer"
  referenced_security_group_id = aws_security_group.member.id
  ip_protocol                  = "tcp"
  from_port                    = var.port
  to_port                      = var.port
}

resource "aws_vpc_security_group_ingress_rule" "ssh" {
  for_each = toset(var.ssh_cidrs)

  security_group_id = aws_security_group.member.id
  description       = "operators"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
}

# ZooKeeper: clients, followers, election. Nobody outside of this group reaches it.
resource "aws_vpc_security_group_ingress_rule" "zookeeper" {
  for_each = local.embedded ? { clients = 2181, followers = 2888, election = 3888 } : {}

  security_group_id            = aws_security_group.member.id
  description                  = "ZooKeeper, ${each.key}"
  referenced_security_group_id = aws_security_group.member.id
  ip_protocol                  = "tcp"
  from_port                    = each.value
  to_port                      = each.value
}

resource "aws_vpc_security_group_egress_rule" "member" {
  security_group_id = aws_security_group.member.id
  description       = "AWS, the caches, the package"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}

# The interface that moves has this group alone. Caches may be in any range of the network, or in another; narrower than
# what a host may do by its own interface would confine nothing.
resource "aws_vpc_security_group_egress_rule" "proxy" {
  security_group_id = aws_security_group.proxy.id
  description       = "caches"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 0
  to_port           = 65535
}
