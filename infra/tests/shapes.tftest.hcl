# What the variables that change the shape of the whole make of it.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  environment = "dev"
  packages    = "../dist"
}

run "without_a_domain" {
  command = plan

  assert {
    condition     = length(aws_route53_record.web) == 0 && length(aws_acm_certificate.web) == 0
    error_message = "Without a domain there is nothing to enter and nothing to certify."
  }

  assert {
    condition     = length(aws_wafv2_web_acl.main) == 0 && length(aws_kms_key.edge) == 0
    error_message = "What costs by the month is there only when it is asked for."
  }

  assert {
    condition     = length(aws_cloudwatch_event_bus.main) == 0
    error_message = "Events are kept only where they are asked for."
  }

  assert {
    condition     = length(aws_apigatewayv2_api.main.cors_configuration) == 0
    error_message = "Page and API have one origin."
  }

  assert {
    condition     = aws_dynamodb_table.main.deletion_protection_enabled && aws_cognito_user_pool.main.deletion_protection == "ACTIVE" && !aws_s3_bucket.documents.force_destroy
    error_message = "What is kept is protected unless somebody says otherwise."
  }
}

run "with_a_domain_an_engine_and_a_development_server" {
  command = plan

  variables {
    domain        = "invoices.example.com"
    zone          = "example.com"
    engine_image  = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/invoices@sha256:${sha256("x")}"
    extra_origins = ["http://localhost:5173"]
    events        = true
  }

  assert {
    condition     = length(aws_cloudwatch_event_bus.main) == 1
    error_message = "A bus is there when it is asked for."
  }

  assert {
    condition     = length(aws_route53_zone.main) == 0 && keys(aws_route53_record.web) == ["A", "AAAA"]
    error_message = "The zone is looked up, both addresses are entered."
  }

  assert {
    condition     = output.address == "https://invoices.example.com" && aws_acm_certificate.web[0].region == "us-east-1"
    error_message = "CloudFront takes certificates of us-east-1."
  }

  assert {
    condition     = keys(aws_lambda_function.package) == ["save"] && keys(aws_lambda_function.image) == ["scan", "worker"]
    error_message = "The engine's image is for what reads."
  }

  assert {
    condition     = alltrue([for function in values(aws_lambda_function.image) : function.memory_size == 3008 && function.environment[0].variables.READ_MEMORY_MB == "1400"])
    error_message = "The engine needs memory."
  }

  assert {
    condition     = one(aws_apigatewayv2_api.main.cors_configuration).allow_origins == toset(["http://localhost:5173"])
    error_message = "The API answers the development server as well."
  }
}

run "with_a_zone_of_its_own_to_be_thrown_away" {
  command = plan

  variables {
    domain      = "invoices.example.com"
    create_zone = true
    protected   = false
  }

  assert {
    condition     = aws_route53_zone.main[0].name == "invoices.example.com" && length(aws_route53_hosted_zone_dnssec.zone) == 1
    error_message = "The zone that is made is signed."
  }

  assert {
    condition     = length(aws_acm_certificate.web) == 0 && length(aws_cloudfront_distribution.web.aliases) == 0 && length(aws_route53_record.web) == 0
    error_message = "No certificate is waited for before the zone's name servers stand at the registrar."
  }

  assert {
    condition     = !aws_dynamodb_table.main.deletion_protection_enabled && aws_cognito_user_pool.main.deletion_protection == "INACTIVE" && aws_s3_bucket.documents.force_destroy
    error_message = "Nothing may keep a destroy from ending."
  }
}

run "with_a_zone_of_its_own_that_is_delegated" {
  command = plan

  variables {
    domain      = "invoices.example.com"
    create_zone = true
    delegated   = true
  }

  assert {
    condition     = length(aws_acm_certificate.web) == 1 && aws_cloudfront_distribution.web.aliases == toset(["invoices.example.com"]) && length(aws_route53_record.web) == 2
    error_message = "The domain is used when its name servers stand at the registrar."
  }
}
