# Who is told, where `receivers` names them: what is critical pages, and every alert goes to its owner.
# A Grafana has one tree of notification policies. This one replaces it: where there is another, add the two
# policies to it, and leave `receivers` empty.

locals {
  owners = [for name in keys(var.receivers) : name if !contains(["pager", "others"], name)]
}

resource "grafana_contact_point" "genai" {
  for_each = var.receivers
  name     = "genai-triage ${each.key}"

  webhook {
    url = each.value
  }
}

resource "grafana_notification_policy" "genai" {
  count         = length(var.receivers) > 0 ? 1 : 0
  contact_point = grafana_contact_point.genai["others"].name
  group_by      = ["grafana_folder", "alertname", "job", "gen_ai_provider_name"]

  policy {
    contact_point = grafana_contact_point.genai["pager"].name
    continue      = true
    matcher {
      label = "alertname"
      match = "=~"
      value = "LLM.+"
    }
    matcher {
      label = "severity"
      match = "="
      value = "critical"
    }
  }

  dynamic "policy" {
    for_each = local.owners
    content {
      contact_point = grafana_contact_point.genai[policy.value].name
      matcher {
        label = "alertname"
        match = "=~"
        value = "LLM.+"
      }
      matcher {
        label = "owner"
        match = "="
        value = policy.value
      }
      # A note wakes nobody, and is told once a week while it holds.
      policy {
        repeat_interval = "1w"
        matcher {
          label = "severity"
          match = "="
          value = "info"
        }
      }
    }
  }
}
