locals {
  assume = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.${data.aws_partition.current.dns_suffix}" }
    }]
  })

  ec2       = "arn:${local.partition}:ec2:${local.region}:${local.account}"
  instances = "${local.ec2}:instance/*"
  own       = [for eni in aws_network_interface.host : eni.arn]
  # Only what carries this pair's tag; nobody here may set tags, so nobody can give himself more.
  tagged = { StringEquals = { "aws:ResourceTag/twinproxy" = var.name } }

  # Of the pair's machines only the hosts: controllers of their own, and the witness, carry the pair's tag too.
  hosts_only = { StringEquals = { "aws:ResourceTag/twinproxy" = var.name, "aws:ResourceTag/twinproxy-role" = "host" } }

  # AWS knows no resources for these: they are allowed on everything, and change nothing.
  looks = {
    eni               = ["ec2:DescribeInstanceTypes", "ec2:DescribeInstances", "ec2:DescribeNetworkInterfaces"]
    secondary-ip      = ["ec2:DescribeInstanceTypes", "ec2:DescribeInstances", "ec2:DescribeNetworkInterfaces"]
    elastic-ip        = ["ec2:DescribeAddresses", "ec2:DescribeNetworkInterfaces"]
    route             = ["ec2:DescribeNetworkInterfaces", "ec2:DescribeRouteTables"]
    target-group      = ["elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth"]
    target-group-gate = ["elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth"]
  }[var.endpoint_kind]

  moves = {
    # AWS asks for the interface and for the instance; the interface alone is not enough.
    eni = concat(
      [
        {
          Sid       = "MoveTheInterface"
          Effect    = "Allow"
          Action    = ["ec2:AttachNetworkInterface", "ec2:DetachNetworkInterface", "ec2:ModifyNetworkInterfaceAttribute"]
          Resource  = aws_network_interface.endpoint[*].arn
          Condition = local.tagged
        },
        {
          Sid       = "BetweenTheHosts"
          Effect    = "Allow"
          Action    = ["ec2:AttachNetworkInterface", "ec2:DetachNetworkInterface", "ec2:ModifyNetworkInterfaceAttribute"]
          Resource  = [local.instances]
          Condition = local.hosts_only
        },
      ],
      var.fallback ? [local.assign] : [],
    )
    secondary-ip = [local.assign]
    elastic-ip = [
      {
        Sid       = "MoveTheElasticIp"
        Effect    = "Allow"
        Action    = ["ec2:AssociateAddress"]
        Resource  = concat(["${local.ec2}:elastic-ip/${coalesce(one(aws_eip.endpoint[*].id), "none")}"], local.own)
        Condition = local.tagged
      },
      {
        Sid       = "BetweenTheHosts"
        Effect    = "Allow"
        Action    = ["ec2:AssociateAddress"]
        Resource  = [local.instances]
        Condition = local.hosts_only
      },
    ]
    # The tables are not the module's, and need not carry its tag: they are named one by one.
    route = [{
      Sid       = "MoveTheRoute"
      Effect    = "Allow"
      Action    = ["ec2:CreateRoute", "ec2:ReplaceRoute"]
      Resource  = [for id in var.route_table_ids : "${local.ec2}:route-table/${id}"]
      Condition = { StringEquals = { "ec2:Region" = local.region } }
    }]
    target-group = [{
      Sid       = "MoveTheTargets"
      Effect    = "Allow"
      Action    = ["elasticloadbalancing:DeregisterTargets", "elasticloadbalancing:RegisterTargets"]
      Resource  = aws_lb_target_group.endpoint[*].arn
      Condition = local.tagged
    }]
    # Both are registered for good; one that is found missing is registered again.
    target-group-gate = [{
      Sid       = "KeepTheTargets"
      Effect    = "Allow"
      Action    = ["elasticloadbalancing:RegisterTargets"]
      Resource  = aws_lb_target_group.endpoint[*].arn
      Condition = local.tagged
    }]
  }

  assign = {
    Sid       = "MoveTheAddress"
    Effect    = "Allow"
    Action    = ["ec2:AssignPrivateIpAddresses"]
    Resource  = local.own
    Condition = local.tagged
  }

  # What the controller calls for this kind, and no more: a test holds it against the calls themselves.
  endpoint_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{ Sid = "Look", Effect = "Allow", Action = local.looks, Resource = "*" }],
      local.moves[var.endpoint_kind],
    )
  })

  reads_secret = {
    Sid      = "ReadTheSecret"
    Effect   = "Allow"
    Action   = ["ssm:GetParameter"]
    Resource = [local.secret_arn]
  }
  logs = {
    Sid      = "WriteLogs"
    Effect   = "Allow"
    Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    Resource = ["${aws_cloudwatch_log_group.this.arn}:*"]
  }
  package = startswith(var.package_url, "s3://") ? [{
    Sid      = "FetchThePackage"
    Effect   = "Allow"
    Action   = ["s3:GetObject"]
    Resource = ["arn:${local.partition}:s3:::${trimprefix(var.package_url, "s3://")}"]
  }] : []

  # With a key of one's own SSM asks KMS in the caller's name; for this parameter it may, and for nothing else.
  key = { for who, actions in { host = ["kms:Decrypt"], controller = ["kms:Decrypt", "kms:Encrypt"] } : who => var.kms_key_arn == null ? [] : [{
    Sid      = "OpenTheSecret"
    Effect   = "Allow"
    Action   = actions
    Resource = [var.kms_key_arn]
    Condition = { StringEquals = {
      "kms:ViaService"                      = "ssm.${local.region}.${data.aws_partition.current.dns_suffix}"
      "kms:EncryptionContext:PARAMETER_ARN" = local.secret_arn
    } }
  }] }

  # What a session needs. AWS's managed policy would let a host read every parameter of the account besides.
  session = var.session_manager ? [{
    Sid    = "OpenSessions"
    Effect = "Allow"
    Action = [
      "ssm:UpdateInstanceInformation",
      "ssmmessages:CreateControlChannel",
      "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel",
      "ssmmessages:OpenDataChannel",
    ]
    Resource = "*"
  }] : []

  host_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat([local.reads_secret, local.logs], local.key.host, local.session, local.package)
  })
  controller_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        local.logs,
        {
          Sid      = "KeepTheSecret"
          Effect   = "Allow"
          Action   = ["ssm:GetParameter", "ssm:PutParameter"]
          Resource = [local.secret_arn]
        },
        {
          Sid       = "WriteMetrics"
          Effect    = "Allow"
          Action    = ["cloudwatch:PutMetricData"]
          Resource  = "*"
          Condition = { StringEquals = { "cloudwatch:namespace" = "Twinproxy" } }
        },
      ],
      local.key.controller,
      local.session,
      local.package,
    )
  })
}

resource "aws_iam_role" "host" {
  name               = "twinproxy-${var.name}-host-${local.region}"
  description        = "The hosts of ${var.name}: they fetch their secret and write logs"
  assume_role_policy = local.assume
  tags               = local.tags
}

resource "aws_iam_role" "controller" {
  name               = "twinproxy-${var.name}-controller-${local.region}"
  description        = "The controllers of ${var.name}: they move its endpoint"
  assume_role_policy = local.assume
  tags               = local.tags
}

resource "aws_iam_role_policy" "host" {
  name   = "services"
  role   = aws_iam_role.host.id
  policy = local.on_proxies ? local.controller_policy : local.host_policy
}

resource "aws_iam_role_policy" "controller" {
  name   = "services"
  role   = aws_iam_role.controller.id
  policy = local.controller_policy
}

resource "aws_iam_role_policy" "endpoint" {
  for_each = local.on_proxies ? { host = aws_iam_role.host.id, controller = aws_iam_role.controller.id } : { controller = aws_iam_role.controller.id }

  name   = "endpoint"
  role   = each.value
  policy = local.endpoint_policy
}

resource "aws_iam_instance_profile" "host" {
  name = aws_iam_role.host.name
  role = aws_iam_role.host.name
  tags = local.tags
}

resource "aws_iam_instance_profile" "controller" {
  name = aws_iam_role.controller.name
  role = aws_iam_role.controller.name
  tags = local.tags
}
