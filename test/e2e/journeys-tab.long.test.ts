import { journeys } from './journey.js';
import { leaves, travelAll } from './journey-kit.js';

travelAll(journeys.filter(leaves), 'tab');
