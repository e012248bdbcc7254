terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "6.62.0"
    }

    random = {
      source  = "hashicorp/random"
      version = "3.7.2"
    }
  }

  # `make deploy` names the bucket: one for each account and region, one key for each environment.
  backend "s3" {}
}

provider "aws" {
  region = var.region

  default_tags {
    tags = local.tags
  }
}
