# The documents: `inbox/` is what people put by a presigned form, `v1/scans/` waits to be saved, `v1/invoices/` is kept.
# `installation.json` is compared with a row of the table, so that a restored table is noticed. `exports/` holds tables that
# were made of the invoices, for a day.
#
# No rule here ends a document by its age alone: the application removes what its owner decided about and what a record
# says is over; anything else, also after a restore, is offered to its owner. Rules end what was deleted already, and
# exports, which can be made again.
#
# No object lock: an owner may delete an invoice, and then no copy may stay (versions go with it). Who needs the books
# unchangeable for ten years keeps an export elsewhere.

resource "aws_s3_bucket" "documents" {
  #checkov:skip=CKV_AWS_18:S3 writes access logs hours later, also into a bucket that is about to be deleted. Who was given which document is in the log of the API; who wants more turns on CloudTrail's data events.
  #checkov:skip=CKV_AWS_144:A copy in another region doubles the cost of storage; old versions and the table's backups are kept here.
  bucket        = local.buckets.documents
  force_destroy = !var.protected

  lifecycle {
    prevent_destroy = true

    precondition {
      condition     = length(local.buckets.documents) <= 63
      error_message = "${local.buckets.documents} is longer than the 63 characters that a bucket's name may have: shorten name or environment."
    }
  }
}

resource "aws_s3_bucket_ownership_controls" "documents" {
  bucket = aws_s3_bucket.documents.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "documents" {
  bucket                  = aws_s3_bucket.documents.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "documents" {
  bucket = aws_s3_bucket.documents.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "documents" {
  bucket = aws_s3_bucket.documents.id

  rule {
    bucket_key_enabled = var.own_key # one call to KMS for many objects

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.own_key ? "aws:kms" : "AES256"
      kms_master_key_id = local.key
    }
  }
}

resource "aws_s3_bucket_policy" "documents" {
  bucket = aws_s3_bucket.documents.id

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = concat([local.tls_only.documents], var.own_key ? local.our_key_alone : [])
  })

  depends_on = [aws_s3_bucket_public_access_block.documents]
}

locals {
  our_key_alone = [
    {
      Sid       = "OurKeyOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "${local.arn.documents}/*"
      Condition = {
        Null            = { "s3:x-amz-server-side-encryption-aws-kms-key-id" = "false" }
        StringNotEquals = { "s3:x-amz-server-side-encryption-aws-kms-key-id" = local.key }
      }
    },
    {
      Sid       = "NoOtherEncryption"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:PutObject"
      Resource  = "${local.arn.documents}/*"
      Condition = { StringNotEquals = { "s3:x-amz-server-side-encryption" = "aws:kms" } }
    },
  ]
}

resource "aws_s3_bucket_lifecycle_configuration" "documents" {
  bucket = aws_s3_bucket.documents.id

  rule {
    id     = "inbox"
    status = "Enabled"

    filter {
      prefix = "inbox/"
    }

    noncurrent_version_expiration {
      noncurrent_days = 1
    }
  }

  rule {
    id     = "unsaved"
    status = "Enabled"

    filter {
      prefix = "v1/scans/"
    }

    noncurrent_version_expiration {
      noncurrent_days = 1
    }
  }

  # Made of what is kept, and removed by the sweep after a day: this ends what the sweep has missed.
  rule {
    id     = "exports"
    status = "Enabled"

    filter {
      prefix = "exports/"
    }

    expiration {
      days = 3
    }

    noncurrent_version_expiration {
      noncurrent_days = 1
    }
  }

  rule {
    id     = "all"
    status = "Enabled"

    filter {}

    expiration {
      expired_object_delete_marker = true
    }

    noncurrent_version_expiration {
      noncurrent_days = 90
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

resource "aws_s3_bucket_cors_configuration" "documents" {
  bucket = aws_s3_bucket.documents.id

  cors_rule {
    allowed_methods = ["GET", "POST"]
    allowed_origins = local.origins
    allowed_headers = ["content-type"]
    max_age_seconds = 600
  }
}

resource "aws_s3_bucket_notification" "documents" {
  bucket = aws_s3_bucket.documents.id

  queue {
    id            = "inbox"
    queue_arn     = aws_sqs_queue.work.arn
    events        = ["s3:ObjectCreated:*"]
    filter_prefix = "inbox/"
  }

  depends_on = [aws_sqs_queue_policy.work]
}
