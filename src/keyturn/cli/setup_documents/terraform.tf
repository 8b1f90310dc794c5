# Keyturn: the identity that its gateway starts as, and the role that holds its power. The identity can do nothing but
# assume that role; the role cannot change itself, the identity, these limits, or the account's trail.
#
# Apply it with an administrator's own sign-in, never through the gateway, and keep its state where the gateway's role
# cannot write:
#   keyturn setup terraform > keyturn.tf
#   terraform init && terraform apply -var trail_bucket=NAME
#   aws iam create-access-key --user-name keyturn-gateway      # into keyturn.toml, mode 0600, and nowhere else

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "name" {
  description = "What the user, the role and the policy are called after."
  type        = string
  default     = "keyturn"
}

variable "power_policies" {
  description = "ARNs of the policies that say what may be done through the gateway at most (in China arn:aws-cn:iam::aws:policy/...). Each change gets a session narrowed to itself."
  type        = set(string)
  default     = ["arn:aws:iam::aws:policy/PowerUserAccess"]
}

variable "trail_bucket" {
  description = "The bucket that the account's CloudTrail trail writes to."
  type        = string
}

data "aws_partition" "here" {}

data "aws_caller_identity" "here" {}

locals {
  partition  = data.aws_partition.here.partition
  account    = "arn:${local.partition}:iam::${data.aws_caller_identity.here.account_id}"
  power_arn  = "${local.account}:role/${var.name}-power"
  user_arn   = "${local.account}:user/${var.name}-gateway"
  limits_arn = "${local.account}:policy/${var.name}-limits"
}

resource "aws_iam_user" "gateway" {
  name = "${var.name}-gateway"
}

resource "aws_iam_user_policy" "gateway" {
  name = "assume-the-power-role-and-nothing-else"
  user = aws_iam_user.gateway.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "AssumeThePowerRole"
        Effect   = "Allow"
        Action   = ["sts:AssumeRole", "sts:SetSourceIdentity"]
        Resource = local.power_arn
      },
      {
        Sid       = "NothingElse"
        Effect    = "Deny"
        NotAction = ["sts:AssumeRole", "sts:SetSourceIdentity"]
        Resource  = "*"
      },
      {
        Sid         = "NoOtherRole"
        Effect      = "Deny"
        Action      = "sts:*"
        NotResource = local.power_arn
      },
    ]
  })
}

resource "aws_iam_role" "power" {
  name                 = "${var.name}-power"
  description          = "What Keyturn's gateway does, one session a change, named by grant and sponsor."
  max_session_duration = 3600
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "OnlyTheGatewayAndNeverWithoutASponsor"
        Effect    = "Allow"
        Principal = { AWS = aws_iam_user.gateway.arn }
        Action    = ["sts:AssumeRole", "sts:SetSourceIdentity"]
        Condition = {
          Null       = { "sts:SourceIdentity" = "false" }
          StringLike = { "sts:RoleSessionName" = ["G-*", "Keyturn-reads"] }
        }
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "power" {
  for_each   = var.power_policies
  role       = aws_iam_role.power.name
  policy_arn = each.value
}

resource "aws_iam_policy" "limits" {
  name        = "${var.name}-limits"
  description = "What Keyturn's gateway never does, whatever else its role is allowed."
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "NeverItselfItsTrustItsPoliciesOrTheGatewaysIdentity"
        Effect    = "Deny"
        NotAction = ["iam:Get*", "iam:List*"]
        Resource  = [local.power_arn, local.user_arn, local.limits_arn]
      },
      {
        Sid    = "NeverAnotherPrincipal"
        Effect = "Deny"
        Action = [
          "sts:AssumeRole",
          "sts:AssumeRoleWithSAML",
          "sts:AssumeRoleWithWebIdentity",
          "sts:AssumeRoot",
          "sts:GetFederationToken",
          "sts:GetSessionToken",
        ]
        Resource = "*"
      },
      {
        Sid    = "NeverTheTrail"
        Effect = "Deny"
        Action = [
          "cloudtrail:Cancel*",
          "cloudtrail:Delete*",
          "cloudtrail:Deregister*",
          "cloudtrail:Disable*",
          "cloudtrail:Put*",
          "cloudtrail:Remove*",
          "cloudtrail:Stop*",
          "cloudtrail:Update*",
        ]
        Resource = "*"
      },
      {
        Sid       = "NeverTheTrailsBucket"
        Effect    = "Deny"
        NotAction = ["s3:Get*", "s3:List*"]
        Resource = [
          "arn:${local.partition}:s3:::${var.trail_bucket}",
          "arn:${local.partition}:s3:::${var.trail_bucket}/*",
        ]
      },
      {
        Sid      = "NeverTheOrganization"
        Effect   = "Deny"
        Action   = ["organizations:LeaveOrganization", "account:CloseAccount", "organizations:CloseAccount"]
        Resource = "*"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "limits" {
  role       = aws_iam_role.power.name
  policy_arn = aws_iam_policy.limits.arn
}

output "role_arn" {
  description = "The role_arn for [aws] in keyturn.toml."
  value       = aws_iam_role.power.arn
}

output "user_name" {
  description = "Whose access key goes into keyturn.toml."
  value       = aws_iam_user.gateway.name
}
