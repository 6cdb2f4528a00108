output "endpoint" {
  description = "What clients connect to, as host:port."
  value       = "${local.client_host}:${var.port}"
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

output "instances" {
  description = "The instance of each machine, by name: for a shell by Systems Manager, or in the console."
  value       = { for name, instance in merge(aws_instance.host, aws_instance.controller) : name => instance.id }
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
  description = "endpoint: on what clients connect to. proxy: on the hosts, and on the interface that moves. members: on all hosts and controllers; let the caches, and a ZooKeeper of your own, take its connections."
  value       = { endpoint = local.entrance, proxy = aws_security_group.proxy.id, members = aws_security_group.member.id }
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
  description = "Paste it into a shell on a controller: then twinproxy status. The secret is root's to read, so it asks by sudo."
  value       = <<-EOT
    twinproxy() { sudo env TWINPROXY_ZOOKEEPER=${local.zookeeper} TWINPROXY_ZOOKEEPER_SECRET=/etc/twinproxy/controller.secret TWINPROXY_OPERATOR="$(id -un)@$(uname -n)" twinproxy "$@"; }
  EOT
}
