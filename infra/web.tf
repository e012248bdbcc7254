# CloudFront: the web page from S3, and `/v1/*` from the API, under one address.

resource "aws_s3_bucket" "web" {
  #checkov:skip=CKV_AWS_18:CloudFront alone reads it, and the page is public.
  #checkov:skip=CKV_AWS_144:The page is built again and uploaded by one command.
  #checkov:skip=CKV2_AWS_62:Nothing has to happen when the page is uploaded.
  bucket        = local.buckets.web
  force_destroy = true # it holds nothing that `make deploy` does not bring again
}

resource "aws_s3_bucket_ownership_controls" "web" {
  bucket = aws_s3_bucket.web.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_public_access_block" "web" {
  bucket                  = aws_s3_bucket.web.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "web" {
  bucket = aws_s3_bucket.web.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "web" {
  bucket = aws_s3_bucket.web.id

  rule {
    bucket_key_enabled = var.own_key

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.own_key ? "aws:kms" : "AES256"
      kms_master_key_id = local.key
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "web" {
  bucket = aws_s3_bucket.web.id

  rule {
    id     = "all"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = 90
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

resource "aws_s3_bucket_policy" "web" {
  bucket = aws_s3_bucket.web.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      local.tls_only.web,
      {
        Sid       = "CloudFront"
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = "s3:GetObject"
        Resource  = "${local.arn.web}/*"
        Condition = { StringEquals = { "aws:SourceArn" = aws_cloudfront_distribution.web.arn } }
      },
    ]
  })

  depends_on = [aws_s3_bucket_public_access_block.web]
}

resource "aws_cloudfront_origin_access_control" "web" {
  name                              = local.name
  description                       = "CloudFront alone reads the web page's bucket"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

# Addresses of screens are no files: they get the page. An error page would do the same, but for the API's 404s as well.
resource "aws_cloudfront_function" "screens" {
  name    = "${local.name}-screens"
  comment = "Give the page for every address that is no file"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = <<-JS
    function handler(event) {
      var request = event.request;
      if (!/\.[A-Za-z0-9]+$/.test(request.uri)) {
        request.uri = "/index.html";
      }
      return request;
    }
  JS
}

locals {
  sign_in_origins = ["https://cognito-idp.${var.region}.amazonaws.com", "https://${local.sign_in_host}"]
  document_origin = "https://${local.buckets.documents}.s3.${var.region}.amazonaws.com"

  # As the page has it on a laptop (app/api/web_page.py), and it may also speak to the sign-in and to the documents.
  content_security_policy = join("; ", [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "connect-src 'self' ${join(" ", local.sign_in_origins)} ${local.document_origin}",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ])
}

resource "aws_cloudfront_response_headers_policy" "web" {
  name    = "${local.name}-web"
  comment = "What a browser may do with the page"

  security_headers_config {
    content_security_policy {
      content_security_policy = local.content_security_policy
      override                = true
    }

    content_type_options {
      override = true
    }

    frame_options {
      frame_option = "DENY"
      override     = true
    }

    referrer_policy {
      referrer_policy = "same-origin"
      override        = true
    }

    strict_transport_security {
      access_control_max_age_sec = 31536000
      include_subdomains         = true
      preload                    = true
      override                   = true
    }
  }

  custom_headers_config {
    items {
      header   = "permissions-policy"
      value    = "camera=(), microphone=(), geolocation=()"
      override = true
    }

    items {
      header   = "cross-origin-opener-policy"
      value    = "same-origin"
      override = true
    }
  }
}

# The API sets its own; answers that the gateway gives by itself (401, 429) have only these.
resource "aws_cloudfront_response_headers_policy" "api" {
  name    = "${local.name}-api"
  comment = "What every answer of the API has"

  security_headers_config {
    content_type_options {
      override = true
    }

    strict_transport_security {
      access_control_max_age_sec = 31536000
      include_subdomains         = true
      preload                    = true
      override                   = true
    }
  }

  custom_headers_config {
    items {
      header   = "cache-control"
      value    = "no-store"
      override = false
    }
  }
}

locals {
  # CloudFront's own policies, the same in every account.
  caching_optimized             = "658327ea-f89d-4fab-a63d-7e88639e58f6"
  caching_disabled              = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
  all_viewer_except_host_header = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
}

# By it the functions know that a request came through CloudFront, and so past its firewall and its borders. They take the
# next one as well: when `origin_round` is raised, the distribution is changed first and bears what they know already.
resource "random_password" "origin" {
  for_each = toset([for round in [var.origin_round, var.origin_round + 1] : tostring(round)])
  length   = 48
  special  = false
}

resource "aws_cloudfront_distribution" "web" {
  #checkov:skip=CKV_AWS_374:People travel; `countries` limits from where the service is reached.
  #checkov:skip=CKV_AWS_310:A second origin would be a second installation; the page alone is of no use without its API.
  #checkov:skip=CKV_AWS_86:The API's access log names every call that matters; CloudFront's would need a bucket with ACLs.
  enabled             = true
  is_ipv6_enabled     = true
  comment             = local.name
  http_version        = "http2and3"
  price_class         = "PriceClass_100"
  default_root_object = "index.html"
  aliases             = local.domain == null ? [] : [local.domain]
  web_acl_id          = one([for acl in aws_wafv2_web_acl.main : acl.arn if acl.scope == "CLOUDFRONT"])

  origin {
    origin_id                = "page"
    domain_name              = aws_s3_bucket.web.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.web.id
  }

  origin {
    origin_id   = "api"
    domain_name = "${aws_apigatewayv2_api.main.id}.execute-api.${var.region}.amazonaws.com"

    custom_header {
      name  = "x-origin-secret"
      value = random_password.origin[tostring(var.origin_round)].result
    }

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_read_timeout    = 30
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }

  default_cache_behavior {
    target_origin_id           = "page"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    viewer_protocol_policy     = "redirect-to-https"
    cache_policy_id            = local.caching_optimized
    response_headers_policy_id = aws_cloudfront_response_headers_policy.web.id
    compress                   = true

    function_association {
      event_type   = "viewer-request"
      function_arn = aws_cloudfront_function.screens.arn
    }
  }

  ordered_cache_behavior {
    path_pattern               = "/v1/*"
    target_origin_id           = "api"
    allowed_methods            = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    cached_methods             = ["GET", "HEAD"]
    viewer_protocol_policy     = "https-only"
    cache_policy_id            = local.caching_disabled
    origin_request_policy_id   = local.all_viewer_except_host_header
    response_headers_policy_id = aws_cloudfront_response_headers_policy.api.id
    compress                   = true
  }

  restrictions {
    geo_restriction {
      restriction_type = length(var.countries) == 0 ? "none" : "whitelist"
      locations        = var.countries
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = local.domain == null
    acm_certificate_arn            = local.domain == null ? null : aws_acm_certificate_validation.web[0].certificate_arn
    minimum_protocol_version       = local.domain == null ? "TLSv1" : "TLSv1.2_2021" # CloudFront's own certificate takes no other
    ssl_support_method             = local.domain == null ? null : "sni-only"
  }
}
