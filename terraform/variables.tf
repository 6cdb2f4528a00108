variable "name" {
  type        = string
  description = "The pair's name; every resource is named and tagged with it."

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,22}[a-z0-9]$", var.name))
    error_message = "name must be 2 to 24 lower-case letters, digits and dashes, begin with a letter and not end with a dash: AWS limits the names made from it."
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
    condition     = var.endpoint_kind != "route" || length(var.subnet_ids) >= 2
    error_message = "a route pair needs two subnets, in two zones: routing is what lets an address cross zones. In one subnet use secondary-ip, which needs no route tables."
  }
}

variable "endpoint_ip" {
  type        = string
  default     = null
  description = "The address that clients use. secondary-ip: a free one of the subnet. route: one outside of the network. eni: the interface's, or AWS chooses one."

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
}

variable "route_table_ids" {
  type        = list(string)
  default     = []
  description = "route: the tables that clients' subnets use; the controller keeps one route in each."

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
}

variable "client_cidrs" {
  type        = list(string)
  description = "Who may connect to the proxies."

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
    condition     = can(regex("^(s3://[a-z0-9][a-z0-9.-]+/.+|https://[^ ]+)\\.(deb|rpm)$", var.package_url))
    error_message = "package_url must be s3://BUCKET/KEY or https://…, and end with .deb or .rpm."
  }

  validation {
    condition     = (var.operating_system == "amazon-linux-2023") == endswith(var.package_url, ".rpm")
    error_message = "package_url must end with .rpm for amazon-linux-2023, and with .deb for debian and ubuntu."
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

variable "image_id" {
  type        = string
  default     = null
  description = "An image of that system; its publisher's newest, at the time of the first apply, unless given."

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

variable "instance_type" {
  type        = string
  default     = "t3.small"
  description = "The hosts' type; an eni pair needs one with two interfaces or more."
}

variable "controller_instance_type" {
  type        = string
  default     = "t3.micro"
  description = "The controllers' type, and the witness's."
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
  description = "More tags for every resource; twinproxy and Name are the module's."

  validation {
    condition     = length(setintersection(keys(var.tags), ["twinproxy", "Name"])) == 0
    error_message = "tags must not have twinproxy or Name: permissions hang on the one, the module sets the other."
  }
}
