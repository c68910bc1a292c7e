/**
 * What counts against a ResourceQuota, and how much. The gateway decides by it whether a write still fits, the controller
 * shows it in the quota's status: {@link dev.gyre.schemas.quota.ObjectUsage} says what one object takes, {@link
 * dev.gyre.schemas.quota.UsageCounter} what those of a namespace take together, {@link dev.gyre.schemas.quota.Quota} which of
 * them a quota means.
 */
@NullMarked
package dev.gyre.schemas.quota;

import org.jspecify.annotations.NullMarked;
