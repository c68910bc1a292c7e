/** What the gateway asks of a ServiceAccount. */
@NullMarked
package dev.gyre.gateway.serviceaccount;

import org.jspecify.annotations.NullMarked;
