/**
 * What the gateway asks of others on a user's behalf: webhooks, and whatever else is named by a URL or by a Service. {@link
 * dev.gyre.gateway.outbound.WebhookClient} is the way out; who is dialled and what its certificate must say stands in {@link
 * dev.gyre.gateway.outbound.WebhookTarget} and {@link dev.gyre.gateway.outbound.ServiceEndpoints}.
 */
@NullMarked
package dev.gyre.gateway.outbound;

import org.jspecify.annotations.NullMarked;
