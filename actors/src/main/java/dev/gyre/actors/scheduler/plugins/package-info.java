/** The filters and scores that profiles are made of: one file a plugin, named as in Kubernetes. */
@NullMarked
package dev.gyre.actors.scheduler.plugins;

import org.jspecify.annotations.NullMarked;
