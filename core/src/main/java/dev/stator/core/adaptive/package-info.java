/**
 * The adaptive capacity controller: what is hit in each partition, and when and where partitions
 * are split or moved because of it. Sessions leave samples of keys ({@link
 * dev.stator.core.adaptive.HeatSampler}); once a second {@link
 * dev.stator.core.adaptive.CapacityController} is told what each partition consumed and decides. It
 * has no thread and no clock, carries nothing out by itself, and comes to the same decisions for
 * the same observations. Start at {@link dev.stator.core.adaptive.CapacityController}.
 */
@NullMarked
package dev.stator.core.adaptive;

import org.jspecify.annotations.NullMarked;
