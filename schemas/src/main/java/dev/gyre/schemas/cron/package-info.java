/** When a CronJob makes Jobs. */
@NullMarked
package dev.gyre.schemas.cron;

import org.jspecify.annotations.NullMarked;
