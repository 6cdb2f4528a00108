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
    defaults = { cidr_block = "10.0.0.0/16" }
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
    condition     = alltrue([for s in jsondecode(output.endpoint_policy).Statement : contains(s.Resource, "arn:aws:ec2:eu-west-1:123456789012:instance/*") && contains(s.Resource, "arn:aws:ec2:eu-west-1:123456789012:network-interface/eni-0123abcd") && s.Condition.StringEquals["aws:ResourceTag/twinproxy"] == "cache-a" if s.Sid != "Look"])
    error_message = "attach and detach need both the interface and the instances, by the pair's tag"
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
    condition     = length(aws_cloudwatch_metric_alarm.this) == 4 && aws_cloudwatch_metric_alarm.this["no-leader"].treat_missing_data == "breaching"
    error_message = "four alarms; that nobody says who leads is one"
  }
}

run "eni_with_fallback" {
  command = plan

  variables {
    endpoint_kind = "eni"
    fallback      = true
  }
  assert {
    condition     = toset(flatten([for s in jsondecode(output.endpoint_policy).Statement : s.Action])) == toset(jsondecode(file("actions.json"))["eni-with-fallback"])
    error_message = "the policy and the controller's calls differ"
  }
  assert {
    condition     = yamldecode(output.pair_yml).endpoint.fallback.ip == "10.0.1.11" && output.endpoint == "10.0.1.11:22121"
    error_message = "clients use the secondary address"
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
    condition     = aws_lb.endpoint[0].internal && aws_lb.endpoint[0].enable_cross_zone_load_balancing && aws_lb_target_group.endpoint[0].health_check[0].path == "/" && length(aws_vpc_security_group_ingress_rule.health) == 2
    error_message = "internal, over both zones, checked by the host's health"
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
    condition     = length(aws_lb_target_group_attachment.gate) == 2 && aws_lb_target_group.endpoint[0].health_check[0].path == "/active"
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
