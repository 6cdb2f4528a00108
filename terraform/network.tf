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

resource "aws_vpc_security_group_ingress_rule" "clients" {
  for_each = toset(var.client_cidrs)

  security_group_id = aws_security_group.proxy.id
  description       = "clients"
  cidr_ipv4         = each.value
  ip_protocol       = "tcp"
  from_port         = var.port
  to_port           = var.port
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

# A network load balancer's checks come from its addresses in its subnets.
resource "aws_vpc_security_group_ingress_rule" "health" {
  count = local.balanced ? length(var.subnet_ids) : 0

  security_group_id = aws_security_group.proxy.id
  description       = "health checks"
  cidr_ipv4         = data.aws_subnet.each[count.index].cidr_block
  ip_protocol       = "tcp"
  from_port         = 2525
  to_port           = 2525
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

# The interface that moves has this group alone: replies need no rule.
resource "aws_vpc_security_group_egress_rule" "proxy" {
  security_group_id = aws_security_group.proxy.id
  description       = "caches"
  cidr_ipv4         = data.aws_vpc.this.cidr_block
  ip_protocol       = "tcp"
  from_port         = 0
  to_port           = 65535
}
