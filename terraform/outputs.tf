output "endpoint" {
  description = "What clients connect to, as host:port."
  value       = "${local.endpoint_host}:${var.port}"
}

output "hosts" {
  description = "The two hosts: instance, address, zone and interface of each, by name."
  value = { for i, name in local.host_names : name => {
    instance          = aws_instance.host[name].id
    address           = aws_network_interface.host[name].private_ip
    zone              = local.host_zones[i]
    network_interface = aws_network_interface.host[name].id
  } }
}

output "controllers" {
  description = "Where controllers run: the address of each, by name."
  value       = { for name in local.members : name => local.addresses[name] }
}

output "zookeeper" {
  description = "For --zookeeper and $TWINPROXY_ZOOKEEPER."
  value       = local.zookeeper
}

output "pair_yml" {
  description = "The pair as the first controller declares it."
  value       = local.pair_yml
}

output "security_group_ids" {
  description = "proxy: on whatever clients reach. members: on all hosts and controllers; let the caches, and a ZooKeeper of your own, take its connections."
  value       = { proxy = aws_security_group.proxy.id, members = aws_security_group.member.id }
}

output "secret_parameter" {
  description = "The SSM parameter with ZooKeeper's secret; it stays when all else is destroyed."
  value       = local.secret_parameter
}

output "endpoint_policy" {
  description = "What the controllers may do to move the endpoint, as a policy document."
  value       = local.endpoint_policy
}

output "shell" {
  description = "Paste it into a shell on a controller: then twinproxy status."
  value       = <<-EOT
    export TWINPROXY_ZOOKEEPER=${local.zookeeper}
    export TWINPROXY_ZOOKEEPER_SECRET=/etc/twinproxy/controller.secret
  EOT
}
