# Names are chosen here and not by AWS, so that a policy can name what is made after it, and a plan shows it in full.

data "aws_caller_identity" "here" {}

data "aws_partition" "here" {}

locals {
  name      = "${var.name}-${var.environment}"
  account   = data.aws_caller_identity.here.account_id
  partition = data.aws_partition.here.partition
  regional  = "${var.region}:${local.account}"
  tags      = merge(var.tags, { app = var.name, environment = var.environment, stack = local.name })

  # Bucket names are shared by all accounts of the world.
  buckets = { for what in ["documents", "web"] : what => "${local.name}-${what}-${local.account}-${var.region}" }

  arn = {
    documents      = "arn:${local.partition}:s3:::${local.buckets.documents}"
    web            = "arn:${local.partition}:s3:::${local.buckets.web}"
    table          = "arn:${local.partition}:dynamodb:${local.regional}:table/${local.name}"
    queue          = "arn:${local.partition}:sqs:${local.regional}:${local.name}" # and -work, -lost …
    function       = "arn:${local.partition}:lambda:${local.regional}:function"
    event_bus      = "arn:${local.partition}:events:${local.regional}:event-bus/${local.name}"
    textract_topic = "arn:${local.partition}:sns:${local.regional}:${local.name}-textract"
    alarm_topic    = "arn:${local.partition}:sns:${local.regional}:${local.name}-alarms"
    edge_topic     = "arn:${local.partition}:sns:us-east-1:${local.account}:${local.name}-edge-alarms"
    textract_role  = "arn:${local.partition}:iam::${local.account}:role/${local.name}-textract"
    boundary       = "arn:${local.partition}:iam::${local.account}:policy/${var.name}-boundary" # `make deploy` or `make deployer` has made it
    lambda_logs    = "arn:${local.partition}:logs:${local.regional}:log-group:/aws/lambda/${local.name}"
  }

  # Where the web page is served: under the own domain, or under the address that CloudFront gives.
  origin  = "https://${coalesce(local.domain, aws_cloudfront_distribution.web.domain_name)}"
  origins = concat([local.origin], var.extra_origins)
}
