import { rateLimiter } from "../rate-limit.ts";

/** By tenant: each question may look at every topic of it, 6 to 17 ms of the broker where there are 200 000. */
export const topicQuestions = rateLimiter("questions about topics", { burst: 50, perSecond: 10 });
