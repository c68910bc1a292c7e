/** What the gateway asks of a Service. */
@NullMarked
package dev.gyre.gateway.service;

import org.jspecify.annotations.NullMarked;
