# work: our own jobs, S3's word of what was put into the inbox, Textract's word of what it has read. One queue for all that
# the worker does: each is asked for messages some 650,000 times a month, used or not. What fails seven times goes to its dead
# letters, and an alarm is raised.
# lost: events that reached no queue at all (a sweep that failed, a function that could not be started).

locals {
  most_deliveries = 7
  two_weeks       = 1209600
}

resource "aws_sqs_queue" "work" {
  name                       = "${local.name}-work"
  sqs_managed_sse_enabled    = true # a key of our own would have to be opened to S3 and SNS; messages hold ids only
  message_retention_seconds  = 345600
  receive_wait_time_seconds  = 20
  visibility_timeout_seconds = 6 * var.worker_seconds

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead["work"].arn
    maxReceiveCount     = local.most_deliveries
  })
}

resource "aws_sqs_queue" "dead" {
  for_each                  = toset(["work", "lost"])
  name                      = each.key == "lost" ? "${local.name}-lost" : "${local.name}-${each.key}-dead"
  sqs_managed_sse_enabled   = true
  message_retention_seconds = local.two_weeks
}

moved {
  from = aws_sqs_queue.source["work"]
  to   = aws_sqs_queue.work
}

resource "aws_sqs_queue_redrive_allow_policy" "dead" {
  queue_url = aws_sqs_queue.dead["work"].id

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.work.arn]
  })
}

resource "aws_sqs_queue_policy" "work" {
  queue_url = aws_sqs_queue.work.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      local.queue_tls_only["work"],
      {
        Sid       = "Inbox"
        Effect    = "Allow"
        Principal = { Service = "s3.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "${local.arn.queue}-work"
        Condition = {
          ArnEquals    = { "aws:SourceArn" = local.arn.documents }
          StringEquals = { "aws:SourceAccount" = local.account }
        }
      },
      {
        Sid       = "Textract"
        Effect    = "Allow"
        Principal = { Service = "sns.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = "${local.arn.queue}-work"
        Condition = { ArnEquals = { "aws:SourceArn" = local.arn.textract_topic } }
      },
    ]
  })
}

resource "aws_sqs_queue_policy" "dead" {
  for_each  = aws_sqs_queue.dead
  queue_url = each.value.id
  policy    = jsonencode({ Version = "2012-10-17", Statement = [local.queue_tls_only[trimprefix(each.value.name, "${local.name}-")]] })
}

locals {
  queue_tls_only = { for what in ["work", "work-dead", "lost"] : what => {
    Sid       = "TlsOnly"
    Effect    = "Deny"
    Principal = "*"
    Action    = "sqs:*"
    Resource  = "${local.arn.queue}-${what}"
    Condition = { Bool = { "aws:SecureTransport" = "false" } }
  } }
}
