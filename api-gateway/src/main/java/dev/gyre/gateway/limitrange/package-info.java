/**
 * Limit ranges: what is valid in one ({@link dev.gyre.gateway.limitrange.LimitRangeRules}), and what it gives to pods and
 * asks of them ({@link dev.gyre.gateway.limitrange.LimitRangeAdmission}).
 */
@NullMarked
package dev.gyre.gateway.limitrange;

import org.jspecify.annotations.NullMarked;
