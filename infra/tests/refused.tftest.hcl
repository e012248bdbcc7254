# Values that must not get as far as a plan.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  packages = "../dist"
}

run "values_that_are_wrong_by_themselves" {
  command = plan

  variables {
    environment          = "dev"
    name                 = "No_Name"
    region               = "eu-north-1" # no Textract there
    domain               = "https://invoices.example.com"
    extra_origins        = ["http://example.com"]
    countries            = ["Germany"]
    mfa                  = "OFF"
    machine_clients      = { books = ["invoices/admin"] }
    architecture         = "riscv"
    image                = "invoices:latest"
    worker_seconds       = 30
    scan_wait_seconds    = 60
    log_days             = 31
    alarm_email          = "nobody"
    tags                 = { stack = "mine" }
    concurrency          = { scan = 0, save = 1, worker = 1 }
    access_token_minutes = 1440
    origin_round         = 0
    sweep_minutes        = 30
    gradual              = { percent = 90 }
  }

  expect_failures = [
    var.name, var.region, var.domain, var.extra_origins, var.countries, var.mfa, var.machine_clients,
    var.architecture, var.image, var.worker_seconds, var.scan_wait_seconds, var.log_days, var.alarm_email, var.tags,
    var.concurrency, var.access_token_minutes, var.origin_round, var.sweep_minutes, var.gradual,
  ]
}

run "names_too_long_for_a_bucket" {
  command = plan

  variables {
    name        = "invoicesofmyfirm"
    environment = "acceptance"
    region      = "ap-southeast-1"
  }

  expect_failures = [aws_s3_bucket.documents]
}

run "values_that_do_not_go_together" {
  command = plan

  variables {
    environment   = "prod"
    mfa           = "OPTIONAL"
    extra_origins = ["http://localhost:5173"]
    domain        = "invoices.example.com"
    zone          = "example.org"
    runtime       = "python3.11"
    snap_start    = true
  }

  expect_failures = [var.mfa, var.alarm_email, var.extra_origins, var.zone, var.snap_start]
}

run "nobody_to_tell_of_strange_costs" {
  command = plan

  variables {
    environment    = "dev"
    cost_anomalies = { usd = 0 }
  }

  expect_failures = [var.cost_anomalies]
}
