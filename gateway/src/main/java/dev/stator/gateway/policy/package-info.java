/**
 * Policies in the language of IAM: read, so that nothing is ignored, and asked what they say of a
 * request. Knows no requests but their {@link dev.stator.gateway.policy.RequestContext}. Start at
 * {@link dev.stator.gateway.policy.PolicyDocument}.
 */
@NullMarked
package dev.stator.gateway.policy;

import org.jspecify.annotations.NullMarked;
