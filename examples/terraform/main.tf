# Dashboards and alerts in a Grafana that Terraform manages, from what `genai-triage export generated --format grafana`
# writes; export again and apply, and what changed is changed. See README.md.

terraform {
  required_version = ">= 1.3"
  required_providers {
    grafana = {
      source  = "grafana/grafana"
      version = ">= 4.0"
    }
  }
}

provider "grafana" {
  url  = var.grafana_url
  auth = var.grafana_auth
}

locals {
  generated = "${path.module}/generated"
  alerting  = yamldecode(file("${local.generated}/provisioning/alerting/genai-triage.yml"))
}

resource "grafana_folder" "genai" {
  uid   = "genai-triage"
  title = var.folder
}

resource "grafana_dashboard" "genai" {
  for_each    = fileset("${local.generated}/grafana", "*.json")
  folder      = grafana_folder.genai.uid
  config_json = file("${local.generated}/grafana/${each.value}")
  overwrite   = true
}

resource "grafana_rule_group" "genai" {
  for_each         = { for group in local.alerting.groups : group.name => group }
  name             = each.key
  folder_uid       = grafana_folder.genai.uid
  interval_seconds = 60

  dynamic "rule" {
    for_each = each.value.rules
    content {
      uid             = rule.value.uid
      name            = rule.value.title
      condition       = rule.value.condition
      for             = rule.value.for
      keep_firing_for = try(rule.value.keepFiringFor, null)
      no_data_state   = rule.value.noDataState
      exec_err_state  = rule.value.execErrState
      is_paused       = rule.value.isPaused
      annotations     = rule.value.annotations
      # In a file, `$$` stands for `$`; the API takes it as it is.
      labels                          = { for name, text in rule.value.labels : name => replace(text, "$$", "$") }
      missing_series_evals_to_resolve = try(rule.value.missing_series_evals_to_resolve, null)

      dynamic "data" {
        for_each = rule.value.data
        iterator = query
        content {
          ref_id         = query.value.refId
          datasource_uid = query.value.datasourceUid
          model          = jsonencode(query.value.model)
          relative_time_range {
            from = query.value.relativeTimeRange.from
            to   = query.value.relativeTimeRange.to
          }
        }
      }
    }
  }
}
