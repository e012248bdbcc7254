# The sweep mends what crashes and lost messages leave behind. What S3 and Textract say comes by itself; nothing waits for it
# but what was lost.

# Going over all documents asks for the record of each, so that is done once a day, and at every sweep while table and bucket
# do not belong together. What a look has no time for, the next sweeps go on with.
locals {
  schedules = {
    sweep = { every = "rate(${var.sweep_minutes} minutes)", task = { task = "sweep", look = false } }
    look  = { every = "rate(1 day)", task = { task = "sweep", look = true } }
  }
}

moved {
  from = aws_scheduler_schedule.sweep
  to   = aws_scheduler_schedule.sweep["sweep"]
}

resource "aws_scheduler_schedule" "sweep" {
  for_each            = local.schedules
  name                = "${local.name}-${each.key}"
  description         = "Finish or take back what a crash left in between"
  schedule_expression = each.value.every
  kms_key_arn         = local.key

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_lambda_alias.live["worker"].arn
    role_arn = aws_iam_role.schedule.arn
    input    = jsonencode(each.value.task)

    dead_letter_config {
      arn = aws_sqs_queue.dead["lost"].arn
    }

    retry_policy {
      maximum_event_age_in_seconds = 300
      maximum_retry_attempts       = 2
    }
  }
}

resource "aws_iam_role" "schedule" {
  name                 = "${local.name}-schedule"
  description          = "By which the schedule starts the sweep"
  permissions_boundary = local.arn.boundary

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "scheduler.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
    }]
  })
}

data "aws_iam_policy_document" "schedule" {
  statement {
    sid       = "Start"
    actions   = ["lambda:InvokeFunction"]
    resources = ["${local.arn.function}:${local.function_names.worker}:live"]
  }

  statement {
    sid       = "Lost"
    actions   = ["sqs:SendMessage"]
    resources = ["${local.arn.queue}-lost"]
  }
}

resource "aws_iam_role_policy" "schedule" {
  name   = "start"
  role   = aws_iam_role.schedule.id
  policy = data.aws_iam_policy_document.schedule.json
}

data "aws_iam_policy_document" "schedule_key" {
  count = var.own_key ? 1 : 0

  statement {
    sid       = "EncryptedInput"
    actions   = ["kms:Decrypt"]
    resources = [local.key]
  }
}

resource "aws_iam_role_policy" "schedule_key" {
  count  = var.own_key ? 1 : 0
  name   = "key"
  role   = aws_iam_role.schedule.id
  policy = data.aws_iam_policy_document.schedule_key[0].json
}
