/**
 * Keeps the API's Events short-lived; the log is where history is kept. {@link
 * dev.gyre.actors.eventexpiry.EventExpiryReconciler} is the way in.
 */
@NullMarked
package dev.gyre.actors.eventexpiry;

import org.jspecify.annotations.NullMarked;
