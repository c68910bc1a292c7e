/**
 * The words in which a kind's rules are written. {@link dev.gyre.gateway.rules.KindRules} is what the request pipeline asks
 * of a kind: what a create, an update and a status update may change, and what is valid. Faults are collected as {@link
 * dev.gyre.gateway.rules.FieldErrors} under {@link dev.gyre.gateway.rules.FieldPath}s, so that a client sees all of them at
 * once, in the words that Kubernetes uses. What several kinds share stands here too: object metadata, names, labels,
 * quantities. Everything is a pure function of trees.
 */
@NullMarked
package dev.gyre.gateway.rules;

import org.jspecify.annotations.NullMarked;
