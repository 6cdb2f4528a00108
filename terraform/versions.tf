terraform {
  # Validations that look at more than one variable need 1.9; the tests need 1.11.
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.40, < 6"
    }
  }
}
