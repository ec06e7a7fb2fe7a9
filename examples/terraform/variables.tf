variable "grafana_url" {
  type        = string
  description = "Address of Grafana."
}

variable "grafana_auth" {
  type        = string
  sensitive   = true
  description = "Token of a service account that may write folders, dashboards and alert rules."
}

variable "folder" {
  type        = string
  default     = "GenAI"
  description = "Grafana's folder for dashboards and alerts."
}

variable "receivers" {
  type        = map(string)
  default     = {}
  description = "Webhooks by whom they tell: `pager`, `others`, and owners of failures (`account`, `caller`, `content`, `provider`, `network`, `unknown`). Empty: notification policies are left as they are."

  validation {
    condition     = length(var.receivers) == 0 || alltrue([for name in ["pager", "others"] : contains(keys(var.receivers), name)])
    error_message = "Where there are receivers, name pager and others too."
  }
}
