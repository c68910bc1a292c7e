/** What the gateway asks of a CronJob. */
@NullMarked
package dev.gyre.gateway.cronjob;

import org.jspecify.annotations.NullMarked;
