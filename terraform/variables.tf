variable "name" {
  type        = string
  description = "The pair's name; every resource is named and tagged with it."

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,20}[a-z0-9]$", var.name))
    error_message = "name must be 2 to 22 lower-case letters, digits and dashes, begin with a letter and not end with a dash: a load balancer's name, twinproxy-NAME, has 32 at most."
  }
}

variable "endpoint_kind" {
  type        = string
  description = "How the endpoint moves: eni, secondary-ip, elastic-ip, route, target-group or target-group-gate."

  validation {
    condition     = contains(["eni", "secondary-ip", "elastic-ip", "route", "target-group", "target-group-gate"], var.endpoint_kind)
    error_message = "endpoint_kind must be eni, secondary-ip, elastic-ip, route, target-group or target-group-gate."
  }
}

variable "vpc_id" {
  type        = string
  description = "The network that everything is in."

  validation {
    condition     = can(regex("^vpc-[0-9a-f]+$", var.vpc_id))
    error_message = "vpc_id must be a VPC's id such as vpc-0123abcd."
  }
}

variable "subnet_ids" {
  type        = list(string)
  description = "One subnet for both hosts, or one for each; the controllers are spread over all of them."

  validation {
    condition     = length(var.subnet_ids) >= 1 && length(var.subnet_ids) <= 7 && length(distinct(var.subnet_ids)) == length(var.subnet_ids) && alltrue([for id in var.subnet_ids : can(regex("^subnet-[0-9a-f]+$", id))])
    error_message = "subnet_ids must be 1 to 7 different subnet ids such as subnet-0123abcd; the first host is in the first, the second host in the second, if there is one."
  }

  validation {
    condition     = var.endpoint_kind != "secondary-ip" || length(var.subnet_ids) == 1
    error_message = "a secondary-ip pair needs both hosts in one subnet: a private address never leaves its subnet. Give one subnet, or use route or a target group for two zones."
  }

  validation {
    condition     = !var.fallback || length(var.subnet_ids) == 1
    error_message = "an eni pair with a fallback needs both hosts in one subnet: a private address never leaves its subnet."
  }

  validation {
    condition     = var.endpoint_kind != "route" || length(var.subnet_ids) >= 2
    error_message = "a route pair needs two subnets, in two zones: routing is what lets an address cross zones. In one subnet use secondary-ip, which needs no route tables."
  }
}

variable "endpoint_ip" {
  type        = string
  default     = null
  description = "The address that clients use. secondary-ip: a free one of the subnet. route: one outside of the network. eni: the interface's, or AWS chooses one; with fallback AWS does."

  validation {
    condition     = var.endpoint_ip == null || can(cidrhost("${coalesce(var.endpoint_ip, "-")}/32", 0))
    error_message = "endpoint_ip must be an IPv4 address."
  }

  validation {
    condition     = !contains(["secondary-ip", "route"], var.endpoint_kind) || var.endpoint_ip != null
    error_message = "endpoint_ip is needed for secondary-ip and for route: it is what clients connect to."
  }

  validation {
    condition     = contains(["secondary-ip", "route", "eni"], var.endpoint_kind) || var.endpoint_ip == null
    error_message = "endpoint_ip is for eni, secondary-ip and route only; AWS gives the others theirs."
  }

  validation {
    condition     = !var.fallback || var.endpoint_ip == null
    error_message = "with a fallback clients use a secondary address, which AWS chooses: leave endpoint_ip out."
  }
}

variable "route_table_ids" {
  type        = list(string)
  default     = []
  description = "route: the tables that clients' subnets use, and those of the controllers' subnets, whose probe goes that way; the controller keeps one route in each."

  validation {
    condition     = length(var.route_table_ids) <= 20 && alltrue([for id in var.route_table_ids : can(regex("^rtb-[0-9a-f]+$", id))])
    error_message = "route_table_ids must be at most 20 route table ids such as rtb-0123abcd."
  }

  validation {
    condition     = (var.endpoint_kind == "route") == (length(var.route_table_ids) > 0)
    error_message = "route_table_ids is needed for a route pair, and is for nothing else."
  }
}

variable "fallback" {
  type        = bool
  default     = false
  description = "eni: clients use a secondary address of the interface, which is led to a host's own interface when even a forced detach sticks."

  validation {
    condition     = !var.fallback || var.endpoint_kind == "eni"
    error_message = "fallback is for an eni pair only: the other kinds move in one call."
  }
}

variable "port" {
  type        = number
  default     = 22121
  description = "Where the proxy listens; the port of every pool's listen in nutcracker_yml that clients are to reach."

  validation {
    condition     = var.port >= 1024 && var.port <= 65535 && floor(var.port) == var.port && !contains([2181, 2525, 2888, 3888, 8080], var.port)
    error_message = "port must be a whole number from 1024 to 65535, and not one of Twinproxy's own (2181, 2525, 2888, 3888, 8080)."
  }

  # What is no YAML is told of by nutcracker_yml.
  validation {
    condition     = !can(keys(yamldecode(var.nutcracker_yml))) || length(try(keys(yamldecode(var.nutcracker_yml)), [])) == 0 || contains(flatten([for pool in try(values(yamldecode(var.nutcracker_yml)), []) : try([tonumber(regex(":([0-9]+)$", pool.listen)[0])], []) if !can(regex("^(/|127\\.|localhost:)", pool.listen))]), var.port)
    error_message = "port must be that of a pool in nutcracker_yml which listens on more than the loopback address, as 0.0.0.0:22121."
  }
}

variable "client_cidrs" {
  type        = list(string)
  description = "Who may connect to the endpoint."

  validation {
    condition     = length(var.client_cidrs) > 0 && alltrue([for c in var.client_cidrs : can(cidrhost(c, 0))])
    error_message = "client_cidrs must be at least one range such as 10.0.0.0/16."
  }
}

variable "nutcracker_yml" {
  type        = string
  description = "The proxies' configuration, as text; see docs/configuration.md."

  validation {
    condition     = can(keys(yamldecode(var.nutcracker_yml))) && length(try(keys(yamldecode(var.nutcracker_yml)), [])) > 0
    error_message = "nutcracker_yml must be YAML with at least one pool; give the text itself, such as file(\"nutcracker.yml\")."
  }

  validation {
    condition     = length(var.nutcracker_yml) <= 8192
    error_message = "nutcracker_yml must be 8192 characters at most: AWS bounds what an instance is started with."
  }
}

variable "package_url" {
  type        = string
  description = "Where hosts fetch Twinproxy's package from: s3://BUCKET/KEY or https://…; a .deb for Debian and Ubuntu, an .rpm for Amazon Linux."

  validation {
    condition     = can(regex("^(s3://[a-z0-9][a-z0-9.-]+/|https://)[A-Za-z0-9!_.*()/~%+=&?:@,-]+\\.(deb|rpm)$", var.package_url))
    error_message = "package_url must be s3://BUCKET/KEY or https://…, without spaces and quotes, and end with .deb or .rpm."
  }

  validation {
    condition     = (var.operating_system == "amazon-linux-2023") == endswith(var.package_url, ".rpm")
    error_message = "package_url must end with .rpm for amazon-linux-2023, and with .deb for debian and ubuntu."
  }

  validation {
    condition     = !can(regex(var.architecture == "arm64" ? "(amd64|x86_64)\\.(deb|rpm)$" : "(arm64|aarch64)\\.(deb|rpm)$", var.package_url))
    error_message = "package_url is, by its name, of another architecture than ${var.architecture}: x86_64 takes …_amd64.deb or ….x86_64.rpm, arm64 …_arm64.deb or ….aarch64.rpm."
  }
}

variable "package_sha256" {
  type        = string
  description = "The package's SHA-256 in hexadecimal; a host that fetched anything else installs nothing."

  validation {
    condition     = can(regex("^[0-9a-f]{64}$", var.package_sha256))
    error_message = "package_sha256 must be 64 hexadecimal digits, in lower case, as sha256sum prints them."
  }
}

variable "operating_system" {
  type        = string
  default     = "amazon-linux-2023"
  description = "What the hosts run: amazon-linux-2023, debian or ubuntu."

  validation {
    condition     = contains(["amazon-linux-2023", "debian", "ubuntu"], var.operating_system)
    error_message = "operating_system must be amazon-linux-2023, debian or ubuntu."
  }
}

variable "architecture" {
  type        = string
  default     = "x86_64"
  description = "The machines' processors: x86_64 or arm64."

  validation {
    condition     = contains(["x86_64", "arm64"], var.architecture)
    error_message = "architecture must be x86_64 or arm64."
  }
}

variable "image_id" {
  type        = string
  default     = null
  description = "An image of that system and architecture; its publisher's newest, at the time of the first apply, unless given."

  validation {
    condition     = var.image_id == null || can(regex("^ami-[0-9a-f]+$", var.image_id))
    error_message = "image_id must be an image's id such as ami-0123abcd."
  }
}

variable "controllers" {
  type        = string
  default     = "3"
  description = "How many controllers, each on a machine of its own: 3, 5 or 7; or on-proxies: on the two hosts and one small witness."

  validation {
    condition     = contains(["3", "5", "7", "on-proxies"], var.controllers)
    error_message = "controllers must be 3, 5, 7 or \"on-proxies\". An even number survives the loss of no more of them than the odd one below it, and one or two survive the loss of none."
  }
}

variable "existing_zookeeper" {
  type        = string
  default     = null
  description = "A ZooKeeper of your own, as host:port,host:port; without it the controllers carry one. Let security_group_ids.members reach it."

  validation {
    condition     = var.existing_zookeeper == null || can(regex("^[A-Za-z0-9.-]+:[0-9]+(,[A-Za-z0-9.-]+:[0-9]+)*$", coalesce(var.existing_zookeeper, "-")))
    error_message = "existing_zookeeper must be host:port, several with commas between."
  }
}

variable "secret_parameter" {
  type        = string
  default     = null
  description = "The name of the SSM parameter with ZooKeeper's secret. The first controller makes one unless it is there: it is never in Terraform's state."

  validation {
    condition     = var.secret_parameter == null || can(regex("^/[A-Za-z0-9_./-]+$", coalesce(var.secret_parameter, "-")))
    error_message = "secret_parameter must be a path such as /twinproxy/cache-a/secret."
  }
}

variable "kms_key_arn" {
  type        = string
  default     = null
  description = "A KMS key of your own that encrypts the secret; AWS's own for SSM unless given. The key's policy must let the account's IAM policies count."

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", coalesce(var.kms_key_arn, "-")))
    error_message = "kms_key_arn must be a key's ARN, ending with key/ID: permissions cannot name an alias."
  }
}

variable "instance_type" {
  type        = string
  default     = null
  description = "The hosts' type, t3.small unless given, t4g.small on arm64; an eni pair needs one with two interfaces or more."

  validation {
    condition     = var.instance_type == null || can(regex("^[a-z][a-z0-9-]*\\.[a-z0-9-]+$", coalesce(var.instance_type, "-")))
    error_message = "instance_type must be an instance type such as t3.small."
  }

  # AWS names its types so: letters, a generation, g for its own processors.
  validation {
    condition     = var.instance_type == null || can(regex("^(a1|[a-z]+[0-9]+g[a-z]*)(-[a-z0-9]+)?\\.", coalesce(var.instance_type, "-"))) == (var.architecture == "arm64")
    error_message = "instance_type ${coalesce(var.instance_type, "-")} is not of the architecture ${var.architecture}."
  }
}

variable "controller_instance_type" {
  type        = string
  default     = null
  description = "The controllers' type, and the witness's; t3.micro unless given, t4g.micro on arm64."

  validation {
    condition     = var.controller_instance_type == null || can(regex("^[a-z][a-z0-9-]*\\.[a-z0-9-]+$", coalesce(var.controller_instance_type, "-")))
    error_message = "controller_instance_type must be an instance type such as t3.micro."
  }

  # AWS names its types so: letters, a generation, g for its own processors.
  validation {
    condition     = var.controller_instance_type == null || can(regex("^(a1|[a-z]+[0-9]+g[a-z]*)(-[a-z0-9]+)?\\.", coalesce(var.controller_instance_type, "-"))) == (var.architecture == "arm64")
    error_message = "controller_instance_type ${coalesce(var.controller_instance_type, "-")} is not of the architecture ${var.architecture}."
  }
}

variable "session_manager" {
  type        = bool
  default     = false
  description = "Whether AWS Systems Manager may open a shell on the machines; its agent is on Amazon Linux's and Ubuntu's images."

  validation {
    condition     = !var.session_manager || var.operating_system != "debian" || var.image_id != null
    error_message = "session_manager needs an image with its agent, which Debian's own is not: give image_id, or key_name and ssh_cidrs."
  }
}

variable "key_name" {
  type        = string
  default     = null
  description = "An EC2 key pair that opens a shell by SSH on machines that are made from now on."

  validation {
    condition     = var.key_name == null || can(regex("^[ -~]{1,255}$", coalesce(var.key_name, "")))
    error_message = "key_name must be a key pair's name, 1 to 255 characters."
  }
}

variable "ssh_cidrs" {
  type        = list(string)
  default     = []
  description = "Who may connect by SSH, to all machines."

  validation {
    condition     = alltrue([for c in var.ssh_cidrs : can(cidrhost(c, 0))])
    error_message = "ssh_cidrs must be ranges such as 10.0.0.0/16."
  }

  validation {
    condition     = length(var.ssh_cidrs) == 0 || var.key_name != null
    error_message = "ssh_cidrs needs key_name: without a key nobody gets in."
  }
}

variable "disk_gb" {
  type        = number
  default     = 10
  description = "Each machine's disk, in gigabytes."

  validation {
    condition     = var.disk_gb >= 8 && var.disk_gb <= 1000 && floor(var.disk_gb) == var.disk_gb
    error_message = "disk_gb must be a whole number from 8, the size of the images, to 1000."
  }
}

variable "failback" {
  type        = string
  default     = "never"
  description = "never, or the host to return to: NAME-a or NAME-b."

  validation {
    condition     = contains(["never", "${var.name}-a", "${var.name}-b"], var.failback)
    error_message = "failback must be never, or one of the hosts: the pair's name with -a or -b."
  }
}

variable "alarm_actions" {
  type        = list(string)
  default     = []
  description = "ARNs that are told of each alarm, as an SNS topic's."

  validation {
    condition     = alltrue([for arn in var.alarm_actions : startswith(arn, "arn:")])
    error_message = "alarm_actions must be ARNs."
  }
}

variable "log_retention_days" {
  type        = number
  default     = 30
  description = "How long CloudWatch keeps the services' logs."

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827], var.log_retention_days)
    error_message = "log_retention_days must be a number of days that CloudWatch knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096 or 1827."
  }
}

variable "tags" {
  type        = map(string)
  default     = {}
  description = "More tags for every resource; twinproxy, twinproxy-role and Name are the module's."

  validation {
    condition     = length(setintersection(keys(var.tags), ["twinproxy", "twinproxy-role", "Name"])) == 0
    error_message = "tags must not have twinproxy, twinproxy-role or Name: permissions hang on the first two, the module sets the third."
  }
}
