/**
 * Quotas: what is valid in one ({@link dev.gyre.gateway.resourcequota.ResourceQuotaRules}), and how it is kept ({@link
 * dev.gyre.gateway.resourcequota.QuotaAdmission}).
 */
@NullMarked
package dev.gyre.gateway.resourcequota;

import org.jspecify.annotations.NullMarked;
