/**
 * Makes Jobs by the clock: {@link dev.gyre.actors.cronjob.Timetable} says which time is due, {@link
 * dev.gyre.actors.cronjob.CronJobStatus} what has become of the Jobs that were made, and {@link
 * dev.gyre.actors.cronjob.CronJobReconciler} makes the next one as far as the ones before allow it.
 */
@NullMarked
package dev.gyre.actors.cronjob;

import org.jspecify.annotations.NullMarked;
