/** What the gateway asks of a Job, and what it gives it. */
@NullMarked
package dev.gyre.gateway.job;

import org.jspecify.annotations.NullMarked;
