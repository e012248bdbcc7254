# One role for each function, with the calls that its adapters make and no other; tests/infra compares the two.
#
# s3:ListBucket has no condition: without it S3 answers "denied" instead of "not there" when an object is asked for.

locals {
  functions = toset(["scan", "save", "worker"])

  # What a function may do with the documents below a prefix. Deleting is always deleting a version: a document that was
  # deleted must not come back.
  document_rights = {
    scan = {
      "inbox/*"       = ["s3:PutObject", "s3:GetObject", "s3:DeleteObjectVersion"]
      "v1/scans/*"    = ["s3:PutObject", "s3:GetObject", "s3:GetObjectVersion", "s3:DeleteObjectVersion"]
      "v1/invoices/*" = ["s3:GetObject", "s3:GetObjectVersion"]
    }
    save = {
      "v1/scans/*"        = ["s3:GetObject", "s3:DeleteObjectVersion"]
      "v1/invoices/*"     = ["s3:PutObject", "s3:GetObject", "s3:DeleteObjectVersion"]
      "exports/*"         = ["s3:GetObject", "s3:DeleteObjectVersion", "s3:AbortMultipartUpload"]
      "installation.json" = ["s3:GetObject"]
    }
    worker = {
      "inbox/*"           = ["s3:GetObject", "s3:DeleteObjectVersion"]
      "v1/scans/*"        = ["s3:PutObject", "s3:GetObject", "s3:GetObjectVersion", "s3:DeleteObjectVersion"]
      "v1/invoices/*"     = ["s3:PutObject", "s3:GetObject", "s3:GetObjectVersion", "s3:DeleteObjectVersion"]
      "exports/*"         = ["s3:PutObject", "s3:GetObject", "s3:DeleteObjectVersion", "s3:AbortMultipartUpload"]
      "installation.json" = ["s3:PutObject", "s3:GetObject"]
    }
  }

  textract_rights = {
    scan   = ["textract:AnalyzeExpense", "textract:StartExpenseAnalysis"]
    save   = []
    worker = ["textract:AnalyzeExpense", "textract:StartExpenseAnalysis", "textract:GetExpenseAnalysis"]
  }

  # Converse is InvokeModel. A profile (`eu.…`) hands the call to its model in any region of its own.
  opinion_base = var.opinion_model == null ? "" : replace(var.opinion_model, "/^(us|us-gov|eu|apac|jp|au|global)\\./", "")
  opinion_models = var.opinion_model == null ? [] : (
    local.opinion_base == var.opinion_model
    ? ["arn:${local.partition}:bedrock:${var.region}::foundation-model/${var.opinion_model}"]
    : ["arn:${local.partition}:bedrock:*::foundation-model/${local.opinion_base}", "arn:${local.partition}:bedrock:${local.regional}:inference-profile/${var.opinion_model}"]
  )

  job_rights = {
    scan   = ["sqs:SendMessage"]
    save   = ["sqs:SendMessage"] # an export that is asked for, events that are to be delivered
    worker = ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ChangeMessageVisibility"]
  }
}

resource "aws_iam_role" "function" {
  for_each             = local.functions
  name                 = "${local.name}-${each.key}"
  description          = "Of the function ${each.key}"
  permissions_boundary = local.arn.boundary

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}

data "aws_iam_policy_document" "function" {
  for_each = local.functions

  statement {
    sid = "Records"
    actions = [
      "dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:GetItem",
      "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem",
    ]
    resources = [local.arn.table]
  }

  # Lists in other orders, and the sweep's list of what is unfinished; who reads documents needs neither.
  dynamic "statement" {
    for_each = each.key == "scan" ? [] : ["indexes"]

    content {
      sid       = "Indexes"
      actions   = ["dynamodb:Query"]
      resources = ["${local.arn.table}/index/*"]
    }
  }

  statement {
    sid       = "DocumentNames"
    actions   = ["s3:ListBucket", "s3:ListBucketVersions"]
    resources = [local.arn.documents]
  }

  dynamic "statement" {
    for_each = local.document_rights[each.key]

    content {
      actions   = statement.value
      resources = ["${local.arn.documents}/${statement.key}"]
    }
  }

  dynamic "statement" {
    for_each = length(local.job_rights[each.key]) == 0 ? [] : [local.job_rights[each.key]]

    content {
      sid       = "Jobs"
      actions   = statement.value
      resources = ["${local.arn.queue}-work"]
    }
  }

  # Textract knows no resources, so none can be named.
  dynamic "statement" {
    for_each = length(local.textract_rights[each.key]) == 0 ? [] : [local.textract_rights[each.key]]

    content {
      sid       = "Read"
      actions   = statement.value
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = each.key == "save" || length(local.opinion_models) == 0 ? [] : [local.opinion_models]

    content {
      sid       = "SecondOpinion"
      actions   = ["bedrock:InvokeModel"]
      resources = statement.value
    }
  }

  dynamic "statement" {
    for_each = each.key == "worker" && var.events ? ["events"] : []

    content {
      sid       = "Events"
      actions   = ["events:PutEvents"]
      resources = [local.arn.event_bus]
    }
  }

  dynamic "statement" {
    for_each = contains(local.textract_rights[each.key], "textract:StartExpenseAnalysis") ? ["textract"] : []

    content {
      sid       = "LetTextractTell"
      actions   = ["iam:PassRole"]
      resources = [local.arn.textract_role]

      condition {
        test     = "StringEquals"
        variable = "iam:PassedToService"
        values   = ["textract.amazonaws.com"]
      }
    }
  }
}

resource "aws_iam_role_policy" "function" {
  for_each = local.functions
  name     = "work"
  role     = aws_iam_role.function[each.key].id
  policy   = data.aws_iam_policy_document.function[each.key].json
}

# What Lambda does in a function's name: its log, its traces, the events that it could not hand over.
data "aws_iam_policy_document" "platform" {
  for_each = local.functions

  statement {
    sid       = "Log"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${local.arn.lambda_logs}-${each.key}:*"]
  }

  statement {
    sid       = "Trace"
    actions   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
    resources = ["*"]
  }

  statement {
    sid       = "Lost"
    actions   = ["sqs:SendMessage"]
    resources = ["${local.arn.queue}-lost"]
  }

  dynamic "statement" {
    for_each = aws_kms_key.data[*].arn

    content {
      sid       = "Key"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [statement.value]
    }
  }
}

resource "aws_iam_role_policy" "platform" {
  for_each = local.functions
  name     = "platform"
  role     = aws_iam_role.function[each.key].id
  policy   = data.aws_iam_policy_document.platform[each.key].json
}
