/**
 * Service forwarding. What it takes to forward a Service is a pure function: {@link dev.gyre.node.proxy.ServiceRules} makes
 * a {@link dev.gyre.node.proxy.Fragment} of the table out of a Service, its endpoints and what is so on this host; {@link
 * dev.gyre.node.proxy.Ruleset} puts the fragments together and answers the edits that lead from one state to the next, as
 * many as the change needs. {@link dev.gyre.node.proxy.NftScript} writes edits for nft, one transaction each time.
 *
 * <p>{@link dev.gyre.node.proxy.ServiceProxy} is the shell: it follows the cluster's objects and applies transactions. The
 * design of the table is told in {@code docs/decisions/0014-service-rules-are-data.md}.
 */
@NullMarked
package dev.gyre.node.proxy;

import org.jspecify.annotations.NullMarked;
