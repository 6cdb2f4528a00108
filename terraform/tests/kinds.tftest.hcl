# Each kind at plan and after a mocked apply: what it makes, what it must not manage, and its policy against the list of
# what the controller really calls (actions.json is written from its calls).
mock_provider "aws" {
  override_during = plan

  mock_data "aws_partition" {
    defaults = { partition = "aws", dns_suffix = "amazonaws.com" }
  }
  mock_data "aws_region" {
    defaults = { name = "eu-west-1" }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_vpc" {
    defaults = { cidr_block = "10.0.0.0/16", cidr_block_associations = [{ association_id = "a", cidr_block = "10.0.0.0/16", state = "associated" }, { association_id = "b", cidr_block = "100.64.0.0/16", state = "associated" }, { association_id = "c", cidr_block = "192.0.2.0/24", state = "disassociated" }] }
  }
  mock_data "aws_ssm_parameter" {
    defaults = { value = "ami-0123abcd" }
  }
  mock_data "aws_subnet" {
    defaults = { availability_zone = "eu-west-1a", cidr_block = "10.0.1.0/24", vpc_id = "vpc-0123abcd" }
  }
  mock_resource "aws_network_interface" {
    defaults = { arn = "arn:aws:ec2:eu-west-1:123456789012:network-interface/eni-0123abcd", id = "eni-0123abcd", private_ip = "10.0.1.10", private_ips = ["10.0.1.10", "10.0.1.11"] }
  }
  mock_resource "aws_security_group" {
    defaults = { id = "sg-0123abcd" }
  }
  mock_resource "aws_instance" {
    defaults = { id = "i-0123abcd" }
  }
  mock_resource "aws_eip" {
    defaults = { id = "eipalloc-0123abcd", public_ip = "203.0.113.4" }
  }
  mock_resource "aws_lb" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/cache-a/0123456789abcdef", dns_name = "cache-a.elb.eu-west-1.amazonaws.com" }
  }
  mock_resource "aws_lb_target_group" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/cache-a/0123456789abcdef" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/twinproxy/cache-a" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/twinproxy" }
  }
}

variables {
  name           = "cache-a"
  vpc_id         = "vpc-0123abcd"
  subnet_ids     = ["subnet-0a"]
  client_cidrs   = ["10.0.0.0/16"]
  package_url    = "s3://packages/twinproxy.rpm"
  package_sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  nutcracker_yml = "pool: {listen: '0.0.0.0:22121', servers: ['c1:11211:1']}"
}

run "eni" {
  command = plan

  variables {
    endpoint_kind = "eni"
  }
  assert {
    condition     = toset(flatten([for s in jsondecode(output.endpoint_policy).Statement : s.Action])) == toset(jsondecode(file("actions.json"))["eni"])
    error_message = "the policy and the controller's calls differ"
  }
  assert {
    condition     = { for s in jsondecode(output.endpoint_policy).Statement : s.Resource[0] => [s.Action, s.Condition.StringEquals] if s.Sid != "Look" } == { for arn, tags in { "arn:aws:ec2:eu-west-1:123456789012:network-interface/eni-0123abcd" = { "aws:ResourceTag/twinproxy" = "cache-a" }, "arn:aws:ec2:eu-west-1:123456789012:instance/*" = { "aws:ResourceTag/twinproxy" = "cache-a", "aws:ResourceTag/twinproxy-role" = "host" } } : arn => [["ec2:AttachNetworkInterface", "ec2:DetachNetworkInterface", "ec2:ModifyNetworkInterfaceAttribute"], tags] }
    error_message = "attach and detach need both the interface, by the pair's tag, and the instances, by their role too"
  }
  assert {
    condition     = alltrue([for i in aws_instance.host : i.tags.twinproxy == "cache-a" && i.tags.twinproxy-role == "host"]) && alltrue([for i in aws_instance.controller : i.tags.twinproxy == "cache-a" && i.tags.twinproxy-role == "controller"])
    error_message = "the interface can be attached to hosts and to nothing else"
  }
  assert {
    condition     = length(aws_network_interface.endpoint) == 1 && length(aws_lb_target_group_attachment.gate) == 0 && length(aws_eip.endpoint) == 0 && length(aws_lb.endpoint) == 0
    error_message = "an eni pair has an interface and nothing else"
  }
  assert {
    condition     = yamldecode(output.pair_yml).endpoint["network-interface"] == "eni-0123abcd" && output.endpoint == "10.0.1.10:22121"
    error_message = "the pair's file names the interface, and clients its address"
  }
  assert {
    condition     = length(aws_instance.controller) == 3 && yamldecode(local.controller_yml["cache-a-controller-2"]).zookeeper.embedded.id == 2 && length(yamldecode(local.controller_yml["cache-a-controller-2"]).zookeeper.embedded.peers) == 3
    error_message = "three controllers are an ensemble"
  }
  assert {
    condition     = length(aws_iam_role_policy.endpoint) == 1 && !strcontains(aws_iam_role_policy.host.policy, "ec2:")
    error_message = "hosts without a controller may not move the endpoint"
  }
  assert {
    condition     = alltrue([for p in [aws_iam_role_policy.host.policy, aws_iam_role_policy.controller.policy, output.endpoint_policy] : !strcontains(p, "Tags") && !strcontains(p, "\"ec2:*\"") && !strcontains(p, "\"*\"]")])
    error_message = "nobody may tag, nothing is allowed by a star"
  }
  assert {
    condition     = alltrue([for i in aws_instance.host : i.metadata_options[0].http_tokens == "required"]) && alltrue([for i in aws_instance.controller : i.metadata_options[0].http_tokens == "required"])
    error_message = "metadata is asked for by token"
  }
  assert {
    condition     = alltrue([for name, data in local.user_data : length(data) <= 21848])
    error_message = "AWS takes 16 KB of start-up text"
  }
  assert {
    condition     = length(aws_cloudwatch_metric_alarm.this) == 4 && { for name, alarm in aws_cloudwatch_metric_alarm.this : name => alarm.treat_missing_data } == { no-leader = "breaching", standby-not-ready = "ignore", failed-over = "notBreaching", disagreement = "ignore" }
    error_message = "four alarms; that nobody says who leads is one, and is no news of the standby or the cloud"
  }
  assert {
    condition     = startswith(output.shell, "twinproxy() { sudo env TWINPROXY_ZOOKEEPER=10.0.1.10:2181,") && length(aws_vpc_security_group_ingress_rule.ssh) == 0 && !strcontains(aws_iam_role_policy.controller.policy, "ssmmessages") && !strcontains(aws_iam_role_policy.controller.policy, "kms:")
    error_message = "a function for a shell, and no way in or to a key unless it is asked for"
  }
  assert {
    condition     = length(aws_security_group.balancer) == 0 && alltrue([for r in aws_vpc_security_group_ingress_rule.clients : r.security_group_id == aws_security_group.proxy.id])
    error_message = "clients reach the proxies themselves"
  }
}

run "eni_with_fallback" {
  command = plan

  override_resource {
    target          = terraform_data.fallback
    override_during = plan
    values          = { output = "10.0.1.12" }
  }
  variables {
    endpoint_kind = "eni"
    fallback      = true
  }
  assert {
    condition     = toset(flatten([for s in jsondecode(output.endpoint_policy).Statement : s.Action])) == toset(jsondecode(file("actions.json"))["eni-with-fallback"])
    error_message = "the policy and the controller's calls differ"
  }
  assert {
    condition     = terraform_data.fallback[0].input == "10.0.1.11" && yamldecode(output.pair_yml).endpoint.fallback.ip == "10.0.1.12" && output.endpoint == "10.0.1.12:22121"
    error_message = "clients use the secondary address that was written down, whatever the interface has now"
  }
}

run "secondary_ip" {
  command = plan

  variables {
    endpoint_kind = "secondary-ip"
    endpoint_ip   = "10.0.1.50"
  }
  assert {
    condition     = toset(flatten([for s in jsondecode(output.endpoint_policy).Statement : s.Action])) == toset(jsondecode(file("actions.json"))["secondary-ip"])
    error_message = "the policy and the controller's calls differ"
  }
  assert {
    condition     = alltrue([for s in jsondecode(output.endpoint_policy).Statement : alltrue([for r in s.Resource : strcontains(r, ":network-interface/eni-")]) if s.Sid != "Look"])
    error_message = "an address may be led to the hosts' own interfaces and to no other"
  }
  assert {
    condition     = aws_ec2_subnet_cidr_reservation.endpoint[0].cidr_block == "10.0.1.50/32" && length(aws_network_interface.endpoint) == 0
    error_message = "the address is reserved and assigned to nobody"
  }
  assert {
    condition     = yamldecode(output.pair_yml).endpoint == { kind = "secondary-ip", address = "10.0.1.50:22121", ip = "10.0.1.50", subnet = "subnet-0a" }
    error_message = "the pair's file"
  }
}

run "elastic_ip" {
  command = plan

  override_data {
    target          = data.aws_subnet.each[1]
    override_during = plan
    values          = { availability_zone = "eu-west-1b", cidr_block = "10.0.2.0/24", vpc_id = "vpc-0123abcd" }
  }
  variables {
    endpoint_kind = "elastic-ip"
    subnet_ids    = ["subnet-0a", "subnet-0b"]
  }
  assert {
    condition     = toset(flatten([for s in jsondecode(output.endpoint_policy).Statement : s.Action])) == toset(jsondecode(file("actions.json"))["elastic-ip"])
    error_message = "the policy and the controller's calls differ"
  }
  assert {
    condition     = alltrue([for s in jsondecode(output.endpoint_policy).Statement : try(s.Condition.StringEquals["aws:ResourceTag/twinproxy-role"], null) == (contains(s.Resource, "arn:aws:ec2:eu-west-1:123456789012:instance/*") ? "host" : null) if s.Sid != "Look"])
    error_message = "associated with hosts and with nothing else"
  }
  assert {
    condition     = yamldecode(output.pair_yml).endpoint == { kind = "elastic-ip", allocation = "eipalloc-0123abcd" } && output.endpoint == "203.0.113.4:22121"
    error_message = "the pair's file"
  }
}

run "route" {
  command = plan

  override_data {
    target          = data.aws_subnet.each[1]
    override_during = plan
    values          = { availability_zone = "eu-west-1b", cidr_block = "10.0.2.0/24", vpc_id = "vpc-0123abcd" }
  }
  variables {
    endpoint_kind   = "route"
    endpoint_ip     = "192.0.2.10"
    route_table_ids = ["rtb-0a", "rtb-0b"]
    subnet_ids      = ["subnet-0a", "subnet-0b"]
  }
  assert {
    condition     = toset(flatten([for s in jsondecode(output.endpoint_policy).Statement : s.Action])) == toset(jsondecode(file("actions.json"))["route"])
    error_message = "the policy and the controller's calls differ"
  }
  assert {
    condition     = one([for s in jsondecode(output.endpoint_policy).Statement : s.Resource if s.Sid == "MoveTheRoute"]) == ["arn:aws:ec2:eu-west-1:123456789012:route-table/rtb-0a", "arn:aws:ec2:eu-west-1:123456789012:route-table/rtb-0b"]
    error_message = "only the tables that were named"
  }
  assert {
    condition     = alltrue([for eni in aws_network_interface.host : eni.source_dest_check == false])
    error_message = "packets for an address that no interface has pass only where it is not checked"
  }
}

run "target_group" {
  command = plan

  override_data {
    target          = data.aws_subnet.each[1]
    override_during = plan
    values          = { availability_zone = "eu-west-1b", cidr_block = "10.0.2.0/24", vpc_id = "vpc-0123abcd" }
  }
  variables {
    endpoint_kind = "target-group"
    subnet_ids    = ["subnet-0a", "subnet-0b"]
  }
  assert {
    condition     = toset(flatten([for s in jsondecode(output.endpoint_policy).Statement : s.Action])) == toset(jsondecode(file("actions.json"))["target-group"])
    error_message = "the policy and the controller's calls differ"
  }
  assert {
    condition     = length(aws_lb_target_group_attachment.gate) == 0
    error_message = "registrations are the controller's"
  }
  assert {
    condition     = aws_lb.endpoint[0].internal && aws_lb.endpoint[0].enable_cross_zone_load_balancing && aws_lb_target_group.endpoint[0].health_check[0].path == "/"
    error_message = "internal, over both zones, checked by the host's health"
  }
  assert {
    condition     = aws_lb_target_group.endpoint[0].preserve_client_ip == "false" && toset(aws_lb.endpoint[0].security_groups) == toset([aws_security_group.balancer[0].id])
    error_message = "a controller on a host reaches its own pair only where clients' addresses are not kept"
  }
  assert {
    condition     = alltrue([for r in aws_vpc_security_group_ingress_rule.clients : r.security_group_id == aws_security_group.balancer[0].id]) && aws_vpc_security_group_ingress_rule.asked[0].security_group_id == aws_security_group.balancer[0].id && aws_vpc_security_group_ingress_rule.asked[0].referenced_security_group_id == aws_security_group.member.id
    error_message = "clients and the leader reach the load balancer"
  }
  assert {
    condition     = toset([for r in aws_vpc_security_group_ingress_rule.balancer : [r.security_group_id, r.referenced_security_group_id, r.from_port]]) == toset([[aws_security_group.proxy.id, aws_security_group.balancer[0].id, 22121], [aws_security_group.proxy.id, aws_security_group.balancer[0].id, 2525]]) && toset([for r in aws_vpc_security_group_egress_rule.balancer : [r.security_group_id, r.referenced_security_group_id, r.to_port]]) == toset([[aws_security_group.balancer[0].id, aws_security_group.proxy.id, 22121], [aws_security_group.balancer[0].id, aws_security_group.proxy.id, 2525]])
    error_message = "the load balancer reaches the proxies, their port and their health, and nothing else"
  }
  assert {
    condition     = toset(yamldecode(local.agent_yml["cache-a-a"]).health["only-from"]) == toset(["127.0.0.0/8", "10.0.1.0/24", "10.0.2.0/24"])
    error_message = "the load balancer's subnets may ask for health"
  }
}

run "target_group_gate" {
  command = plan

  override_data {
    target          = data.aws_subnet.each[1]
    override_during = plan
    values          = { availability_zone = "eu-west-1b", cidr_block = "10.0.2.0/24", vpc_id = "vpc-0123abcd" }
  }
  variables {
    endpoint_kind = "target-group-gate"
    subnet_ids    = ["subnet-0a", "subnet-0b"]
    controllers   = "on-proxies"
  }
  assert {
    condition     = toset(flatten([for s in jsondecode(output.endpoint_policy).Statement : s.Action])) == toset(jsondecode(file("actions.json"))["target-group-gate"])
    error_message = "the policy and the controller's calls differ"
  }
  assert {
    condition     = aws_lb_target_group.endpoint[0].preserve_client_ip == "false" && length(aws_lb_target_group_attachment.gate) == 2 && aws_lb_target_group.endpoint[0].health_check[0].path == "/active"
    error_message = "both hosts are registered for good, and their answers follow the assignment"
  }
  assert {
    condition     = length(aws_instance.controller) == 1 && length(aws_iam_role_policy.endpoint) == 2 && [for m in yamldecode(local.controller_yml["cache-a-witness"]).zookeeper.embedded.peers : m] == ["10.0.1.10", "10.0.1.10", "10.0.1.10"] && yamldecode(local.controller_yml["cache-a-witness"]).zookeeper.embedded.id == 3
    error_message = "two controllers on the hosts, and a witness that is the third"
  }
}

run "existing_zookeeper" {
  command = plan

  variables {
    endpoint_kind      = "eni"
    existing_zookeeper = "zk1:2181,zk2:2181"
  }
  assert {
    condition     = yamldecode(local.controller_yml["cache-a-controller-1"]).zookeeper == "zk1:2181,zk2:2181" && yamldecode(local.agent_yml["cache-a-b"]).zookeeper == "zk1:2181,zk2:2181" && length(aws_vpc_security_group_ingress_rule.zookeeper) == 0
    error_message = "nobody carries a ZooKeeper, and everybody uses that one"
  }
}

run "ways_in" {
  command = plan

  variables {
    endpoint_kind   = "eni"
    session_manager = true
    key_name        = "ops"
    ssh_cidrs       = ["10.9.0.0/16"]
    kms_key_arn     = "arn:aws:kms:eu-west-1:123456789012:key/0123abcd"
  }
  assert {
    condition     = alltrue([for p in [aws_iam_role_policy.host.policy, aws_iam_role_policy.controller.policy] : length([for s in jsondecode(p).Statement : s if s.Sid == "OpenSessions" && length(s.Action) == 5 && !contains(s.Action, "ssm:GetParameter")]) == 1])
    error_message = "sessions on hosts and controllers, and not every parameter of the account"
  }
  assert {
    condition     = alltrue([for i in concat(values(aws_instance.host), values(aws_instance.controller)) : i.key_name == "ops"]) && aws_vpc_security_group_ingress_rule.ssh["10.9.0.0/16"].security_group_id == aws_security_group.member.id && aws_vpc_security_group_ingress_rule.ssh["10.9.0.0/16"].to_port == 22
    error_message = "SSH by the key, from there"
  }
  assert {
    condition     = [for s in jsondecode(aws_iam_role_policy.host.policy).Statement : s if s.Sid == "OpenTheSecret"] == [{ Sid = "OpenTheSecret", Effect = "Allow", Action = ["kms:Decrypt"], Resource = ["arn:aws:kms:eu-west-1:123456789012:key/0123abcd"], Condition = { StringEquals = { "kms:ViaService" = "ssm.eu-west-1.amazonaws.com", "kms:EncryptionContext:PARAMETER_ARN" = "arn:aws:ssm:eu-west-1:123456789012:parameter/twinproxy/cache-a/secret" } } }]
    error_message = "a host opens this one secret with the key"
  }
  assert {
    condition     = one([for s in jsondecode(aws_iam_role_policy.controller.policy).Statement : s.Action if s.Sid == "OpenTheSecret"]) == ["kms:Decrypt", "kms:Encrypt"]
    error_message = "a controller makes the secret with the key, too"
  }
  assert {
    condition     = alltrue([for name, data in local.user_data : length(data) <= 21848])
    error_message = "AWS takes 16 KB of start-up text"
  }
}

# As much of a proxy's file as is taken, of text that hardly shrinks.
run "a_large_file" {
  command = plan

  variables {
    endpoint_kind  = "eni"
    controllers    = "on-proxies"
    nutcracker_yml = "pool: {listen: '0.0.0.0:22121', servers: [${join(",", [for i in range(60) : "'${sha512(i)}'"])}]}"
  }
  assert {
    condition     = length(var.nutcracker_yml) > 7800 && alltrue([for name, data in local.user_data : length(data) <= 21848])
    error_message = "AWS takes 16 KB of start-up text"
  }
}

run "arm" {
  command = plan

  variables {
    endpoint_kind    = "eni"
    operating_system = "ubuntu"
    architecture     = "arm64"
    package_url      = "https://example.com/twinproxy_0.1.0_arm64.deb"
  }
  assert {
    condition     = strcontains(data.aws_ssm_parameter.image[0].name, "/arm64/") && alltrue([for i in aws_instance.host : i.instance_type == "t4g.small"]) && alltrue([for i in aws_instance.controller : i.instance_type == "t4g.micro"])
    error_message = "image and types of that architecture"
  }
}

run "arm_on_amazon_linux" {
  command = plan

  variables {
    endpoint_kind            = "eni"
    architecture             = "arm64"
    package_url              = "https://example.com/twinproxy-0.1.0-1.aarch64.rpm"
    instance_type            = "c7gn.large"
    controller_instance_type = "a1.medium"
  }
  assert {
    condition     = endswith(data.aws_ssm_parameter.image[0].name, "-arm64") && alltrue([for i in aws_instance.host : i.instance_type == "c7gn.large"])
    error_message = "image and types of that architecture"
  }
}
