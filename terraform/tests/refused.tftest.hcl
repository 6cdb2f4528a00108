# What is refused at plan, each with a sentence of its own.
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
  endpoint_kind  = "eni"
  vpc_id         = "vpc-0123abcd"
  subnet_ids     = ["subnet-0a"]
  client_cidrs   = ["10.0.0.0/16"]
  package_url    = "s3://packages/twinproxy.rpm"
  package_sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
  nutcracker_yml = "pool: {listen: '0.0.0.0:22121', servers: ['c1:11211:1']}"
}

run "a_name_with_capitals" {
  command = plan
  variables {
    name = "Cache"
  }
  expect_failures = [var.name]
}

run "an_unknown_kind" {
  command = plan
  variables {
    endpoint_kind = "vrrp"
  }
  expect_failures = [var.endpoint_kind]
}

run "a_network_that_is_none" {
  command = plan
  variables {
    vpc_id = "net-1"
  }
  expect_failures = [var.vpc_id]
}

run "a_subnet_that_is_none" {
  command = plan
  variables {
    subnet_ids = ["subnet-0a", "net"]
  }
  expect_failures = [var.subnet_ids]
}

run "the_same_subnet_twice" {
  command = plan
  variables {
    subnet_ids = ["subnet-0a", "subnet-0a"]
  }
  expect_failures = [var.subnet_ids]
}

run "a_secondary_ip_over_two_subnets" {
  command = plan
  override_data {
    target          = data.aws_subnet.each[1]
    override_during = plan
    values          = { availability_zone = "eu-west-1b", cidr_block = "10.0.2.0/24", vpc_id = "vpc-0123abcd" }
  }
  variables {
    endpoint_kind = "secondary-ip"
    endpoint_ip   = "10.0.1.50"
    subnet_ids    = ["subnet-0a", "subnet-0b"]
  }
  expect_failures = [var.subnet_ids]
}

run "a_route_pair_in_one_subnet" {
  command = plan
  variables {
    endpoint_kind   = "route"
    endpoint_ip     = "192.0.2.1"
    route_table_ids = ["rtb-0a"]
  }
  expect_failures = [var.subnet_ids]
}

run "an_address_that_is_none" {
  command = plan
  variables {
    endpoint_ip = "10.0.1"
  }
  expect_failures = [var.endpoint_ip]
}

run "a_secondary_ip_without_its_address" {
  command = plan
  variables {
    endpoint_kind = "secondary-ip"
  }
  expect_failures = [var.endpoint_ip]
}

run "an_address_where_aws_gives_one" {
  command = plan
  variables {
    endpoint_kind = "target-group"
    endpoint_ip   = "10.0.1.50"
  }
  expect_failures = [var.endpoint_ip]
}

run "a_route_pair_without_tables" {
  command = plan
  override_data {
    target          = data.aws_subnet.each[1]
    override_during = plan
    values          = { availability_zone = "eu-west-1b", cidr_block = "10.0.2.0/24", vpc_id = "vpc-0123abcd" }
  }
  variables {
    endpoint_kind = "route"
    endpoint_ip   = "192.0.2.1"
    subnet_ids    = ["subnet-0a", "subnet-0b"]
  }
  expect_failures = [var.route_table_ids]
}

run "tables_where_there_is_no_route" {
  command = plan
  variables {
    route_table_ids = ["rtb-0a"]
  }
  expect_failures = [var.route_table_ids]
}

run "a_table_that_is_none" {
  command = plan
  override_data {
    target          = data.aws_subnet.each[1]
    override_during = plan
    values          = { availability_zone = "eu-west-1b", cidr_block = "10.0.2.0/24", vpc_id = "vpc-0123abcd" }
  }
  variables {
    endpoint_kind   = "route"
    endpoint_ip     = "192.0.2.1"
    subnet_ids      = ["subnet-0a", "subnet-0b"]
    route_table_ids = ["table"]
  }
  expect_failures = [var.route_table_ids]
}

run "a_fallback_of_another_kind" {
  command = plan
  variables {
    endpoint_kind = "target-group"
    fallback      = true
  }
  expect_failures = [var.fallback]
}

run "a_port_of_our_own" {
  command = plan
  variables {
    port = 2525
  }
  expect_failures = [var.port]
}

run "no_clients" {
  command = plan
  variables {
    client_cidrs = []
  }
  expect_failures = [var.client_cidrs]
}

run "a_proxy_without_pools" {
  command = plan
  variables {
    nutcracker_yml = "{}"
  }
  expect_failures = [var.nutcracker_yml]
}

run "a_proxy_that_is_no_yaml" {
  command = plan
  variables {
    nutcracker_yml = "a: b: c"
  }
  expect_failures = [var.nutcracker_yml]
}

run "a_package_by_http" {
  command = plan
  variables {
    package_url = "http://example.com/twinproxy.rpm"
  }
  expect_failures = [var.package_url]
}

run "a_package_of_another_system" {
  command = plan
  variables {
    operating_system = "debian"
  }
  expect_failures = [var.package_url]
}

run "a_checksum_that_is_none" {
  command = plan
  variables {
    package_sha256 = "abc"
  }
  expect_failures = [var.package_sha256]
}

run "an_unknown_system" {
  command = plan
  variables {
    operating_system = "windows"
  }
  expect_failures = [var.operating_system]
}

run "an_image_that_is_none" {
  command = plan
  variables {
    image_id = "newest"
  }
  expect_failures = [var.image_id]
}

run "an_even_number_of_controllers" {
  command = plan
  variables {
    controllers = "4"
  }
  expect_failures = [var.controllers]
}

run "one_controller" {
  command = plan
  variables {
    controllers = "1"
  }
  expect_failures = [var.controllers]
}

run "a_zookeeper_without_a_port" {
  command = plan
  variables {
    existing_zookeeper = "zk1"
  }
  expect_failures = [var.existing_zookeeper]
}

run "a_parameter_that_is_no_path" {
  command = plan
  variables {
    secret_parameter = "secret"
  }
  expect_failures = [var.secret_parameter]
}

run "a_disk_smaller_than_the_image" {
  command = plan
  variables {
    disk_gb = 4
  }
  expect_failures = [var.disk_gb]
}

run "a_failback_to_nobody" {
  command = plan
  variables {
    failback = "proxy-a"
  }
  expect_failures = [var.failback]
}

run "an_alarm_to_nobody" {
  command = plan
  variables {
    alarm_actions = ["me"]
  }
  expect_failures = [var.alarm_actions]
}

run "a_retention_that_cloudwatch_does_not_know" {
  command = plan
  variables {
    log_retention_days = 8
  }
  expect_failures = [var.log_retention_days]
}

run "a_tag_of_ours" {
  command = plan
  variables {
    tags = { twinproxy = "other" }
  }
  expect_failures = [var.tags]
}

run "an_eni_pair_over_two_zones" {
  command = plan
  override_data {
    target          = data.aws_subnet.each[1]
    override_during = plan
    values          = { availability_zone = "eu-west-1b", cidr_block = "10.0.2.0/24", vpc_id = "vpc-0123abcd" }
  }
  variables {
    subnet_ids = ["subnet-0a", "subnet-0b"]
  }
  expect_failures = [aws_network_interface.host]
}

run "a_route_pair_in_one_zone" {
  command = plan
  variables {
    endpoint_kind   = "route"
    endpoint_ip     = "192.0.2.1"
    subnet_ids      = ["subnet-0a", "subnet-0c"]
    route_table_ids = ["rtb-0a"]
  }
  expect_failures = [aws_network_interface.host]
}

run "a_route_to_an_address_of_the_network" {
  command = plan
  override_data {
    target          = data.aws_subnet.each[1]
    override_during = plan
    values          = { availability_zone = "eu-west-1b", cidr_block = "10.0.2.0/24", vpc_id = "vpc-0123abcd" }
  }
  variables {
    endpoint_kind   = "route"
    endpoint_ip     = "10.0.9.9"
    subnet_ids      = ["subnet-0a", "subnet-0b"]
    route_table_ids = ["rtb-0a"]
  }
  expect_failures = [terraform_data.route]
}

run "a_secondary_ip_of_another_subnet" {
  command = plan
  variables {
    endpoint_kind = "secondary-ip"
    endpoint_ip   = "10.0.9.9"
  }
  expect_failures = [aws_ec2_subnet_cidr_reservation.endpoint]
}

run "a_fallback_with_an_address" {
  command = plan
  variables {
    fallback    = true
    endpoint_ip = "10.0.1.50"
  }
  expect_failures = [var.endpoint_ip]
}

run "a_fallback_over_two_subnets" {
  command = plan
  override_data {
    target          = data.aws_subnet.each[1]
    override_during = plan
    values          = { availability_zone = "eu-west-1a", cidr_block = "10.0.2.0/24", vpc_id = "vpc-0123abcd" }
  }
  variables {
    fallback   = true
    subnet_ids = ["subnet-0a", "subnet-0b"]
  }
  expect_failures = [var.subnet_ids]
}

run "a_name_too_long_for_a_load_balancer" {
  command = plan
  variables {
    name = "abcdefghij-abcdefghij-a"
  }
  expect_failures = [var.name]
}

run "a_port_that_nobody_listens_on" {
  command = plan
  variables {
    port = 22122
  }
  expect_failures = [var.port]
}

run "a_port_for_this_machine_alone" {
  command = plan
  variables {
    nutcracker_yml = "pool: {listen: '127.0.0.1:22121', servers: ['c1:11211:1']}"
  }
  expect_failures = [var.port]
}

run "a_proxy_with_too_much" {
  command = plan
  variables {
    nutcracker_yml = "pool: {listen: '0.0.0.0:22121', servers: ['${join("", [for i in range(64) : sha512(i)])}']}"
  }
  expect_failures = [var.nutcracker_yml]
}

run "a_package_of_another_architecture" {
  command = plan
  variables {
    package_url = "s3://packages/twinproxy-0.1.0-1.aarch64.rpm"
  }
  expect_failures = [var.package_url]
}

run "a_package_url_with_a_quote" {
  command = plan
  variables {
    package_url = "https://example.com/it's.rpm"
  }
  expect_failures = [var.package_url]
}

run "an_unknown_architecture" {
  command = plan
  variables {
    architecture = "riscv"
  }
  expect_failures = [var.architecture]
}

run "a_type_that_is_none" {
  command = plan
  variables {
    instance_type = "small"
  }
  expect_failures = [var.instance_type]
}

run "a_type_of_another_architecture" {
  command = plan
  variables {
    instance_type = "m7g.large"
  }
  expect_failures = [var.instance_type]
}

run "a_controllers_type_that_is_none" {
  command = plan
  variables {
    controller_instance_type = "T3.micro"
  }
  expect_failures = [var.controller_instance_type]
}

run "a_controllers_type_of_another_architecture" {
  command = plan
  variables {
    architecture             = "arm64"
    package_url              = "s3://packages/twinproxy-0.1.0-1.aarch64.rpm"
    controller_instance_type = "t3.micro"
  }
  expect_failures = [var.controller_instance_type]
}

run "sessions_on_an_image_without_their_agent" {
  command = plan
  variables {
    session_manager  = true
    operating_system = "debian"
    package_url      = "s3://packages/twinproxy_0.1.0_amd64.deb"
  }
  expect_failures = [var.session_manager]
}

run "a_key_without_a_name" {
  command = plan
  variables {
    key_name = ""
  }
  expect_failures = [var.key_name]
}

run "an_operators_range_that_is_none" {
  command = plan
  variables {
    key_name  = "ops"
    ssh_cidrs = ["10.0.0.0"]
  }
  expect_failures = [var.ssh_cidrs]
}

run "ssh_without_a_key" {
  command = plan
  variables {
    ssh_cidrs = ["10.0.0.0/16"]
  }
  expect_failures = [var.ssh_cidrs]
}

run "an_alias_of_a_key" {
  command = plan
  variables {
    kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:alias/secrets"
  }
  expect_failures = [var.kms_key_arn]
}

run "a_subnet_of_another_network" {
  command = plan
  override_data {
    target          = data.aws_subnet.each[1]
    override_during = plan
    values          = { availability_zone = "eu-west-1a", cidr_block = "10.0.2.0/24", vpc_id = "vpc-0ther" }
  }
  variables {
    subnet_ids = ["subnet-0a", "subnet-0b"]
  }
  expect_failures = [aws_network_interface.host]
}

run "an_interface_with_an_address_of_another_subnet" {
  command = plan
  variables {
    endpoint_ip = "10.0.9.9"
  }
  expect_failures = [aws_network_interface.endpoint]
}

run "an_interface_with_an_address_that_aws_keeps" {
  command = plan
  variables {
    endpoint_ip = "10.0.1.255"
  }
  expect_failures = [aws_network_interface.endpoint]
}

run "a_secondary_ip_that_aws_keeps" {
  command = plan
  variables {
    endpoint_kind = "secondary-ip"
    endpoint_ip   = "10.0.1.1"
  }
  expect_failures = [aws_ec2_subnet_cidr_reservation.endpoint]
}

run "a_load_balancer_with_two_subnets_of_one_zone" {
  command = plan
  override_data {
    target          = data.aws_subnet.each[1]
    override_during = plan
    values          = { availability_zone = "eu-west-1a", cidr_block = "10.0.2.0/24", vpc_id = "vpc-0123abcd" }
  }
  variables {
    endpoint_kind = "target-group"
    subnet_ids    = ["subnet-0a", "subnet-0b"]
  }
  expect_failures = [aws_lb.endpoint]
}

run "a_route_to_an_address_of_the_networks_second_range" {
  command = plan
  override_data {
    target          = data.aws_subnet.each[1]
    override_during = plan
    values          = { availability_zone = "eu-west-1b", cidr_block = "10.0.2.0/24", vpc_id = "vpc-0123abcd" }
  }
  variables {
    endpoint_kind   = "route"
    endpoint_ip     = "100.64.9.9"
    subnet_ids      = ["subnet-0a", "subnet-0b"]
    route_table_ids = ["rtb-0a"]
  }
  expect_failures = [terraform_data.route]
}

run "an_interface_that_was_made_without_a_fallback" {
  command = plan
  override_resource {
    target          = aws_network_interface.endpoint
    override_during = plan
    values          = { arn = "arn:aws:ec2:eu-west-1:123456789012:network-interface/eni-0123abcd", id = "eni-0123abcd", private_ip = "10.0.1.10", private_ips = ["10.0.1.10"] }
  }
  variables {
    fallback = true
  }
  expect_failures = [aws_instance.host]
}
