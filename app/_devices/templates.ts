import { Antenna, AppWindow, type LucideIcon, Router } from "lucide-react";

export const TEMPLATE_IDS = ["sensor", "gateway", "app"] as const;
export type TemplateId = (typeof TEMPLATE_IDS)[number];

/** What a device is for, and the role that lets it do that and no more. Its words are in `devices.templates`. */
export interface Template {
  readonly id: TemplateId;
  readonly icon: LucideIcon;
  readonly role: string;
}

export const TEMPLATES: readonly Template[] = [
  { id: "sensor", icon: Antenna, role: "own-subtree" },
  { id: "gateway", icon: Router, role: "whole-tenant" },
  { id: "app", icon: AppWindow, role: "read-only" },
];
