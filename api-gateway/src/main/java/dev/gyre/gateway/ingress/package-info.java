/** What the gateway asks of an Ingress and of an IngressClass. */
@NullMarked
package dev.gyre.gateway.ingress;

import org.jspecify.annotations.NullMarked;
