# The HTTP API. Its routes are those of the application's own description, so neither can have one that the other lacks.

locals {
  openapi = jsondecode(file("${path.module}/../app/openapi.json"))

  # Said here and not read from the description: a route must not become public by an oversight there.
  public_routes = ["GET /v1/config", "GET /v1/health"]

  # Each route with its function, and whether a token is asked for, with which scope.
  routes = merge([
    for path, operations in local.openapi.paths : {
      for method, operation in operations : "${upper(method)} ${path}" => {
        function      = can(regex("^/v1/(scans|uploads)(/|$)", path)) ? "scan" : "save"
        authorization = contains(local.public_routes, "${upper(method)} ${path}") ? "NONE" : "JWT"
        scopes        = try(operation.security[0].sign_in, [])
      } if contains(["get", "post", "put", "patch", "delete"], method)
    }
  ]...)

  costly_routes = ["POST /v1/scans", "POST /v1/scans/again", "POST /v1/scans/kept", "POST /v1/uploads"]
}

resource "aws_apigatewayv2_api" "main" {
  name          = local.name
  description   = "Reads, checks and keeps invoices"
  protocol_type = "HTTP"

  # Page and API have one origin behind CloudFront and need no CORS; a development server does.
  dynamic "cors_configuration" {
    for_each = length(var.extra_origins) == 0 ? [] : ["extra"]

    content {
      allow_origins  = var.extra_origins
      allow_methods  = ["GET", "POST", "PUT", "DELETE"]
      allow_headers  = ["authorization", "content-type", "idempotency-key", "if-match", "if-none-match", "prefer", "x-request-id"]
      expose_headers = ["content-disposition", "etag", "location", "retry-after", "x-request-id"]
      max_age        = 600
    }
  }
}

resource "aws_apigatewayv2_authorizer" "jwt" {
  api_id           = aws_apigatewayv2_api.main.id
  name             = "cognito"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]

  jwt_configuration {
    audience = local.client_ids
    issuer   = local.issuer
  }
}

resource "aws_apigatewayv2_integration" "function" {
  for_each               = toset(["scan", "save"])
  api_id                 = aws_apigatewayv2_api.main.id
  integration_type       = "AWS_PROXY"
  integration_method     = "POST"
  integration_uri        = aws_lambda_alias.live[each.key].invoke_arn
  payload_format_version = "2.0"
  timeout_milliseconds   = 30000
}

resource "aws_apigatewayv2_route" "main" {
  for_each             = local.routes
  api_id               = aws_apigatewayv2_api.main.id
  route_key            = each.key
  target               = "integrations/${aws_apigatewayv2_integration.function[each.value.function].id}"
  authorization_type   = local.routes[each.key].authorization
  authorizer_id        = each.value.authorization == "JWT" ? aws_apigatewayv2_authorizer.jwt.id : null
  authorization_scopes = each.value.authorization == "JWT" ? each.value.scopes : null
}

resource "aws_cloudwatch_log_group" "access" {
  name              = "/aws/apigateway/${local.name}"
  retention_in_days = var.log_days
  kms_key_id        = local.key
}

resource "aws_apigatewayv2_stage" "main" {
  api_id      = aws_apigatewayv2_api.main.id
  name        = "$default"
  auto_deploy = true

  default_route_settings {
    detailed_metrics_enabled = var.route_metrics
    throttling_rate_limit    = var.requests_per_second
    throttling_burst_limit   = 2 * var.requests_per_second
  }

  dynamic "route_settings" {
    for_each = local.costly_routes

    content {
      route_key                = route_settings.value
      detailed_metrics_enabled = var.route_metrics
      throttling_rate_limit    = var.scans_per_second
      throttling_burst_limit   = 2 * var.scans_per_second
    }
  }

  # The route and not the path: what somebody typed into a query stays out of the log, and so do tokens.
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access.arn
    format = jsonencode({
      time          = "$context.requestTime"
      request_id    = "$context.requestId"
      route         = "$context.routeKey"
      status        = "$context.status"
      ms            = "$context.responseLatency"
      function_ms   = "$context.integrationLatency"
      bytes         = "$context.responseLength"
      client_id     = "$context.authorizer.claims.client_id"
      refused_by    = "$context.error.responseType"
      refusal       = "$context.authorizer.error"
      function_says = "$context.integration.integrationStatus"
    })
  }

  depends_on = [aws_apigatewayv2_route.main]
}

resource "aws_lambda_permission" "api" {
  for_each       = toset(["scan", "save"])
  statement_id   = "api"
  action         = "lambda:InvokeFunction"
  function_name  = local.function_names[each.key]
  qualifier      = aws_lambda_alias.live[each.key].name
  principal      = "apigateway.amazonaws.com"
  source_arn     = "${aws_apigatewayv2_api.main.execution_arn}/*/*"
  source_account = local.account
}
