# ---- which installation ----------------------------------------------------------------------------------------------

variable "name" {
  description = "Beginning of every name. Two installations of one account and region need different ones, or different environments."
  type        = string
  default     = "invoices"

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{2,15}$", var.name))
    error_message = "3 to 16 small letters and digits, a letter first: it becomes part of bucket names."
  }
}

variable "environment" {
  description = "What this installation is for: `prod` is never destroyed by `make destroy`, any other name is."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9]{1,11}$", var.environment))
    error_message = "2 to 12 small letters and digits, a letter first: it becomes part of bucket names."
  }
}

variable "region" {
  description = "Where everything runs, but for what CloudFront wants in us-east-1. Textract has to be there."
  type        = string
  default     = "eu-central-1"

  validation {
    condition = contains([
      "ap-northeast-2", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-central-1", "eu-south-2",
      "eu-west-1", "eu-west-2", "eu-west-3", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
    ], var.region)
    error_message = "A region where Amazon Textract is offered, such as eu-central-1."
  }
}

variable "protected" {
  description = "Whether AWS refuses to delete the table, the user pool and full buckets."
  type        = bool
  default     = true
}

variable "own_key" {
  description = "Encrypt with a KMS key of one's own (1 USD a month), which says itself who opens what; false: with keys that AWS owns. It cannot be taken back."
  type        = bool
  default     = true
}

variable "tags" {
  description = "More tags for everything, such as a cost centre."
  type        = map(string)
  default     = {}

  validation {
    condition     = !anytrue([for key in keys(var.tags) : contains(["app", "environment", "stack"], key)])
    error_message = "`app`, `environment` and `stack` are set already: `make destroy` finds leftovers by them."
  }
}

# ---- addresses -------------------------------------------------------------------------------------------------------

variable "domain" {
  description = "Own host name of the web page and the API, such as invoices.example.com; null: CloudFront's own."
  type        = string
  default     = null

  validation {
    condition     = var.domain == null || can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "A host name in small letters, without https:// and without a dot at the end."
  }
}

variable "zone" {
  description = "Route 53 zone that holds the domain, such as example.com; null: the domain is a zone of its own."
  type        = string
  default     = null

  validation {
    condition     = var.zone == null || (var.domain != null && endswith(coalesce(var.domain, "-"), coalesce(var.zone, "-")))
    error_message = "The domain must lie in the zone."
  }
}

variable "create_zone" {
  description = "Make the zone. Its name servers (an output) have to be entered at the registrar; then set `delegated`, too."
  type        = bool
  default     = false

  validation {
    condition     = !var.create_zone || var.domain != null
    error_message = "A zone is only made for a domain."
  }
}

variable "delegated" {
  description = "Whether the name servers of a zone that is made here stand at the registrar. Until then CloudFront's own address is used."
  type        = bool
  default     = false

  validation {
    condition     = !var.delegated || var.create_zone
    error_message = "Only a zone that is made here (create_zone) has to be delegated."
  }
}

variable "extra_origins" {
  description = "More origins from which the web page may be used, such as http://localhost:5173 for its development server."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for origin in var.extra_origins : can(regex("^(https://[a-z0-9.-]+|http://localhost)(:[0-9]+)?$", origin))])
    error_message = "An origin is https://host, or http://localhost with a port, without a path."
  }

  validation {
    condition     = var.environment != "prod" || length(var.extra_origins) == 0
    error_message = "In production the page is served from one place."
  }
}

variable "countries" {
  description = "Two-letter codes of the countries that may reach the service; empty: all."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for country in var.countries : can(regex("^[A-Z]{2}$", country))])
    error_message = "Codes of two capital letters (ISO 3166), such as DE."
  }
}

variable "firewall" {
  description = "Put AWS WAF before CloudFront and the user pool: about 18 USD a month for two lists of rules."
  type        = bool
  default     = false
}

variable "origin_round" {
  description = "Raise it by one to change the secret by which the functions know CloudFront; nobody is refused meanwhile."
  type        = number
  default     = 1

  validation {
    condition     = var.origin_round >= 1 && floor(var.origin_round) == var.origin_round
    error_message = "A whole number, 1 or more."
  }
}

variable "requests_per_second" {
  description = "Requests a second that the API takes in all, and twice as many at a stroke."
  type        = number
  default     = 50

  validation {
    condition     = var.requests_per_second >= 1 && var.requests_per_second <= 5000
    error_message = "1 to 5,000; the account's own limit is 10,000."
  }
}

variable "scans_per_second" {
  description = "New scans and uploads a second that the API takes in all, and twice as many at a stroke."
  type        = number
  default     = 5

  validation {
    condition     = var.scans_per_second >= 1 && var.scans_per_second <= 100
    error_message = "1 to 100: Textract itself takes one to five a second, unless the quota was raised."
  }
}

# ---- sign-in ---------------------------------------------------------------------------------------------------------

variable "mfa" {
  description = "Second factor (an authenticator app): ON for everybody, OPTIONAL for those who set it up."
  type        = string
  default     = "ON"

  validation {
    condition     = contains(["ON", "OPTIONAL"], var.mfa) && (var.environment != "prod" || var.mfa == "ON")
    error_message = "ON or OPTIONAL; in production ON."
  }
}

variable "access_token_minutes" {
  description = "Life of an access token. A token that was revoked is still taken until then."
  type        = number
  default     = 15

  validation {
    condition     = var.access_token_minutes >= 5 && var.access_token_minutes <= 60
    error_message = "5 to 60 minutes."
  }
}

variable "refresh_token_days" {
  description = "How long a browser stays signed in without being used."
  type        = number
  default     = 7

  validation {
    condition     = var.refresh_token_days >= 1 && var.refresh_token_days <= 30
    error_message = "1 to 30 days."
  }
}

variable "machine_clients" {
  description = "Programs that use the API by themselves, and which scopes each may have. Each gets a client id and a secret, which Cognito shows to those who may see them."
  type        = map(list(string))
  default     = {}

  validation {
    condition     = alltrue(flatten([for scopes in values(var.machine_clients) : [for scope in scopes : contains(["invoices/read", "invoices/write"], scope)]]))
    error_message = "Scopes are invoices/read and invoices/write."
  }
}

variable "threat_protection" {
  description = "Have Cognito look for stolen passwords and strange sign-ins (its tier Plus): 0.02 USD a month for each person who signs in, from the first."
  type        = bool
  default     = true
}

variable "key_set_url" {
  description = "Where functions fetch the keys that sign tokens, with %s for the pool's id; null: from Cognito. For a mirror within one's own network."
  type        = string
  default     = null
}

# ---- functions -------------------------------------------------------------------------------------------------------

variable "packages" {
  description = "Folder with api.zip and worker.zip, as `make package` leaves them."
  type        = string
  default     = "../dist"
}

variable "architecture" {
  description = "Processor of the functions; the packages have to be made for it (`make package ARCH=…`)."
  type        = string
  default     = "arm64"

  validation {
    condition     = contains(["arm64", "x86_64"], var.architecture)
    error_message = "arm64 (a fifth cheaper) or x86_64."
  }
}

variable "runtime" {
  description = "Python of the functions; the packages have to be made for it."
  type        = string
  default     = "python3.13"

  validation {
    condition     = can(regex("^python3\\.1[1-4]$", var.runtime))
    error_message = "python3.11 to python3.14."
  }
}

variable "image" {
  description = "Run the functions from this container image (URI with digest, in ECR of this region) instead of the packages; null: packages."
  type        = string
  default     = null

  validation {
    condition     = var.image == null || can(regex("\\.dkr\\.ecr\\.[a-z0-9-]+\\.amazonaws\\.com/.+@sha256:[0-9a-f]{64}$", coalesce(var.image, "-")))
    error_message = "An ECR image with its digest: ….dkr.ecr.….amazonaws.com/invoices@sha256:…"
  }
}

variable "engine_image" {
  description = "Run what reads (scan and worker) from this image, which holds our own reading engine: Textract is then asked far less. URI with digest; null: no engine."
  type        = string
  default     = null

  validation {
    condition     = var.engine_image == null || can(regex("\\.dkr\\.ecr\\.[a-z0-9-]+\\.amazonaws\\.com/.+@sha256:[0-9a-f]{64}$", coalesce(var.engine_image, "-")))
    error_message = "An ECR image with its digest: ….dkr.ecr.….amazonaws.com/invoices@sha256:…"
  }
}

variable "snap_start" {
  description = "Start functions from a snapshot: shorter first answers, for the price of keeping it (packages only, python3.12 or newer)."
  type        = bool
  default     = false

  validation {
    condition     = !var.snap_start || (var.image == null && var.runtime != "python3.11")
    error_message = "SnapStart takes packages of python3.12 or newer, no images."
  }
}

variable "memory_mb" {
  description = "Memory of each function; the processor's share grows with it (1,769 MB is one core)."
  type        = object({ scan = optional(number, 1024), save = optional(number, 512), worker = optional(number, 1769) })
  default     = {}

  validation {
    condition     = alltrue([for size in values(var.memory_mb) : size >= 256 && size <= 10240])
    error_message = "256 to 10,240 MB."
  }
}

variable "concurrency" {
  description = "How many of each function run at once at most: the brake on cost. null: unlimited, for new accounts that may run only ten."
  type        = object({ scan = number, save = number, worker = number })
  default     = { scan = 10, save = 20, worker = 10 }

  validation {
    condition     = var.concurrency == null || try(min(values(var.concurrency)...) >= 2 && var.concurrency.worker >= 3, false)
    error_message = "At least 2 each, and 3 of the worker (1 for the sweep); or null."
  }
}

variable "worker_seconds" {
  description = "Time limit of the worker for one delivery. Messages stay hidden six times as long."
  type        = number
  default     = 150

  validation {
    condition     = var.worker_seconds >= 60 && var.worker_seconds <= 900 && var.worker_seconds >= var.read_seconds + 30
    error_message = "60 to 900 seconds, and 30 more than read_seconds."
  }
}

variable "gradual" {
  description = "How `make deploy` moves callers to a new version: so many of a hundred for so many minutes, then all, and back when something goes wrong meanwhile; null: all at once."
  type        = object({ percent = optional(number, 10), minutes = optional(number, 5) })
  default     = {}

  validation {
    condition     = var.gradual == null || try(var.gradual.percent >= 1 && var.gradual.percent <= 50 && var.gradual.minutes >= 1 && var.gradual.minutes <= 60, false)
    error_message = "1 to 50 of a hundred, for 1 to 60 minutes; or null."
  }
}

variable "sweep_minutes" {
  description = "Minutes from one sweep to the next: how long what a crash or a lost message left behind may wait."
  type        = number
  default     = 5

  validation {
    condition     = var.sweep_minutes >= 2 && var.sweep_minutes <= 15 && floor(var.sweep_minutes) == var.sweep_minutes
    error_message = "2 to 15 whole minutes: with longer steps ages are not counted."
  }
}

variable "table_units_per_second" {
  description = "Most units a second that the table reads and writes, and is charged for; a scan writes some 30, saving it as an invoice some 110."
  type        = object({ read = number, write = number })
  default     = { read = 4000, write = 4000 }

  validation {
    condition     = min(values(var.table_units_per_second)...) >= 500
    error_message = "At least 500 each: one large invoice takes as many."
  }
}

variable "extra_environment" {
  description = "More environment variables of the functions, such as AWS_ENDPOINT_URL_… for a private address of a service."
  type        = map(string)
  default     = {}
}

# ---- settings of the application (docs/settings.md says more) ------------------------------------------------

variable "reader" {
  description = "Reader used when a scan names none: auto (the cheapest that is sure), textract, einvoice, text, or opinion (with opinion_model)."
  type        = string
  default     = "auto"

  validation {
    condition     = contains(["textract", "auto", "einvoice", "text", "opinion"], var.reader) && (var.reader != "opinion" || var.opinion_model != null)
    error_message = "textract, auto, einvoice or text; opinion, where there is an opinion_model."
  }
}

variable "opinion_model" {
  description = "Model or inference profile of Bedrock that auto asks for a second opinion on doubtful documents; null: none."
  type        = string
  default     = null

  validation {
    condition     = var.opinion_model == null || can(regex("^[A-Za-z0-9.:_-]{3,200}$", var.opinion_model))
    error_message = "An id, such as eu.amazon.nova-lite-v1:0."
  }
}

variable "opinion_price" {
  description = "USD for a million tokens that it reads and writes, and what one owner's documents may cost in a month."
  type        = object({ read = number, written = number, usd_per_month = optional(number, 5) })
  default     = null

  validation {
    condition     = var.opinion_price == null ? var.opinion_model == null : min(var.opinion_price.read, var.opinion_price.written) > 0 && var.opinion_price.usd_per_month >= 0
    error_message = "Prices above 0, whenever there is an opinion_model."
  }
}

variable "opinion_pages_shown" {
  description = "Pages whose pictures the model is given beside the words, if it can see."
  type        = number
  default     = 0

  validation {
    condition     = var.opinion_pages_shown >= 0 && var.opinion_pages_shown <= 5
    error_message = "0 to 5."
  }
}

variable "events" {
  description = "Tell of what happens to invoices on an EventBridge bus of the installation's name, and by GET /v1/events; about 12 USD for a million events."
  type        = bool
  default     = false
}

variable "max_upload_mb" {
  description = "Largest file that is uploaded to the bucket; a request itself carries up to 4.4 MB."
  type        = number
  default     = 100

  validation {
    condition     = var.max_upload_mb >= 1 && var.max_upload_mb <= 500
    error_message = "1 to 500 MB: Textract takes no more."
  }
}

variable "scan_wait_seconds" {
  description = "How long a scan request waits for its result unless the caller says else."
  type        = number
  default     = 20

  validation {
    condition     = var.scan_wait_seconds >= 0 && var.scan_wait_seconds <= 25
    error_message = "0 to 25 seconds: the gateway gives up after 29."
  }
}

variable "read_seconds" {
  description = "Time limit of looking through or reading one document, in seconds. The API's functions have 29 in all."
  type        = number
  default     = 20

  validation {
    condition     = var.read_seconds >= 1 && var.read_seconds <= 600
    error_message = "1 to 600 seconds."
  }
}

variable "read_memory_mb" {
  description = "Memory limit of reading one document, in MB. The functions need about 200 more."
  type        = number
  default     = 700

  validation {
    condition     = var.read_memory_mb >= 256
    error_message = "At least 256 MB."
  }
}

variable "quotas" {
  description = "What one owner may do: scans in a minute, a day and a month, pages in a month, documents and MB kept; and pages that all together may have read in a day."
  type = object({
    scans_per_minute     = optional(number, 60)
    scans_per_day        = optional(number, 2000)
    scans_per_month      = optional(number, 20000)
    pages_per_month      = optional(number, 60000)
    documents            = optional(number, 200000)
    document_mb          = optional(number, 100000)
    pages_of_all_per_day = optional(number, 5000)
  })
  default = {}

  validation {
    condition     = min(values(var.quotas)...) >= 1
    error_message = "At least 1 each."
  }
}

variable "textract_quotas" {
  description = "What Textract takes of this account in this region: calls a second of StartExpenseAnalysis, GetExpenseAnalysis and AnalyzeExpense, and jobs at once. See Service Quotas; what is more waits its turn. The defaults are AWS's own outside its largest regions (https://docs.aws.amazon.com/general/latest/gr/textract.html)."
  type = object({
    starts_per_second  = optional(number, 1)
    fetches_per_second = optional(number, 1)
    calls_per_second   = optional(number, 1)
    jobs_at_once       = optional(number, 100)
  })
  default = {}

  validation {
    condition     = min(values(var.textract_quotas)...) >= 0.1 && max(values(var.textract_quotas)...) <= 10000 && floor(var.textract_quotas.jobs_at_once) == var.textract_quotas.jobs_at_once && var.textract_quotas.jobs_at_once >= 1
    error_message = "At least 0.1 a second each, and a whole number of jobs at once."
  }
}

variable "paid_usd_per_month" {
  description = "USD that readers which charge (Textract, a second opinion) may cost in a month: of all users together, and of one. Then they are paused until the next month. null: no cap."
  type        = object({ all = optional(number), owner = optional(number) })
  default     = {}

  validation {
    condition     = alltrue([for most in values(var.paid_usd_per_month) : most == null ? true : most >= 0])
    error_message = "0 or more USD, or null."
  }
}

variable "keep_unsaved_days" {
  description = "Days on which the sweeper ran until a scan that nobody saved is removed."
  type        = number
  default     = 30

  validation {
    condition     = var.keep_unsaved_days >= 1 && var.keep_unsaved_days <= 3650
    error_message = "1 to 3,650 days."
  }
}

variable "log_level" {
  description = "Least level logged."
  type        = string
  default     = "info"

  validation {
    condition     = contains(["debug", "info", "warning", "error"], var.log_level)
    error_message = "debug, info, warning or error."
  }
}

# ---- seeing ----------------------------------------------------------------------------------------------------------

variable "dashboard" {
  description = "Make a page of charts in CloudWatch (3 USD a month after the first three of an account)."
  type        = bool
  default     = true
}

variable "route_metrics" {
  description = "Have API Gateway count each route by itself (0.30 USD a month for each figure); the whole API is counted in any case."
  type        = bool
  default     = false
}

variable "log_days" {
  description = "Days that logs are kept."
  type        = number
  default     = 365

  validation {
    condition     = contains([7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827], var.log_days)
    error_message = "One of the spans that CloudWatch offers: 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827."
  }
}

variable "alarm_email" {
  description = "Who is told of alarms and of the budget. AWS sends a mail with a link first, which has to be clicked; null: nobody."
  type        = string
  default     = null

  validation {
    condition     = var.alarm_email == null || can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", coalesce(var.alarm_email, "-")))
    error_message = "An e-mail address."
  }

  validation {
    condition     = var.environment != "prod" || var.alarm_email != null
    error_message = "In production somebody has to be told."
  }
}

variable "edge_alarm" {
  description = "An alarm on 5xx of CloudFront, in us-east-1 (0.10 USD a month, as the ten that are free are used, and a second mail to confirm). What the API fails at is watched in any case."
  type        = bool
  default     = false
}

variable "cost_anomalies" {
  description = "Have AWS look for costs of this installation that are `usd` more than usual, and mail `alarm_email` once a day (Cost Anomaly Detection, free); null: no. It goes by the tag `stack`: README, Costs by tag."
  type        = object({ usd = optional(number, 5) })
  default     = null

  validation {
    condition     = var.cost_anomalies == null || try(var.cost_anomalies.usd >= 1, false)
    error_message = "1 USD or more."
  }

  validation {
    condition     = var.cost_anomalies == null || var.alarm_email != null
    error_message = "There has to be an alarm_email to tell of it."
  }
}

variable "costs_by_tag" {
  description = "The budget counts only what bears this installation's tag `stack` (free), and so not Textract's pages, which bear none; false: all that the account costs. README, Costs by tag."
  type        = bool
  default     = false
}

variable "textract_calls_per_hour" {
  description = "Calls to Textract in an hour above which an alarm is raised."
  type        = number
  default     = 500

  validation {
    condition     = var.textract_calls_per_hour >= 1
    error_message = "At least 1."
  }
}

variable "usd_per_day" {
  description = "Estimated cost of reading in a day above which an alarm is raised."
  type        = number
  default     = 20

  validation {
    condition     = var.usd_per_day > 0
    error_message = "More than nothing."
  }
}

variable "usd_per_month" {
  description = "Budget of the whole AWS account, or of what bears the tag (costs_by_tag): mails at 80 % spent and 100 % foreseen."
  type        = number
  default     = 100

  validation {
    condition     = var.usd_per_month >= 1
    error_message = "At least 1 USD."
  }
}
