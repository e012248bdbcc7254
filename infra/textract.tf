# Textract tells a topic when it has read a document of several pages; the worker hears of it through its queue.

resource "aws_sns_topic" "textract" {
  name              = "${local.name}-textract"
  kms_master_key_id = local.key
}

resource "aws_sns_topic_policy" "textract" {
  arn = aws_sns_topic.textract.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      local.topic_tls_only.textract,
      {
        Sid       = "Textract"
        Effect    = "Allow"
        Principal = { AWS = local.arn.textract_role }
        Action    = "sns:Publish"
        Resource  = local.arn.textract_topic
      },
    ]
  })

  depends_on = [aws_iam_role.textract]
}

resource "aws_sns_topic_subscription" "notices" {
  topic_arn = aws_sns_topic.textract.arn
  protocol  = "sqs"
  endpoint  = aws_sqs_queue.work.arn

  depends_on = [aws_sqs_queue_policy.work]
}

resource "aws_iam_role" "textract" {
  name                 = "${local.name}-textract"
  description          = "By which Textract says that a document is read"
  permissions_boundary = local.arn.boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "textract.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

data "aws_iam_policy_document" "textract" {
  statement {
    sid       = "Tell"
    actions   = ["sns:Publish"]
    resources = [local.arn.textract_topic]
  }
}

resource "aws_iam_role_policy" "textract" {
  name   = "tell"
  role   = aws_iam_role.textract.id
  policy = data.aws_iam_policy_document.textract.json
}

data "aws_iam_policy_document" "textract_key" {
  count = var.own_key ? 1 : 0

  statement {
    sid       = "EncryptedTopic"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [local.key]
  }
}

resource "aws_iam_role_policy" "textract_key" {
  count  = var.own_key ? 1 : 0
  name   = "key"
  role   = aws_iam_role.textract.id
  policy = data.aws_iam_policy_document.textract_key[0].json
}

locals {
  topic_tls_only = { for what in ["textract", "alarms"] : what => {
    Sid       = "TlsOnly"
    Effect    = "Deny"
    Principal = "*"
    Action    = "sns:Publish"
    Resource  = "arn:${local.partition}:sns:${local.regional}:${local.name}-${what}"
    Condition = { Bool = { "aws:SecureTransport" = "false" } }
  } }
}
