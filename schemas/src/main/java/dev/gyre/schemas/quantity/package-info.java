/**
 * Amounts: quantities of cpu, memory and other resources in Kubernetes' notation, numbers that may be percentages, and what
 * a pod asks for in all. Scheduler, kubelet and quotas count with the same arithmetic.
 */
@NullMarked
package dev.gyre.schemas.quantity;

import org.jspecify.annotations.NullMarked;
